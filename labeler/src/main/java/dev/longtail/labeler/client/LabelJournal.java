package dev.longtail.labeler.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Remembers paid calls where a crash cannot reach: each call has an entry in a {@link JournalStore}
 * before it is sent, and its cost and answer in the same entry before anybody sees the answer. So
 * what a journal has spent never goes down, and an answer is not paid for twice.
 *
 * <p>An entry's name holds the attempt that wrote it, its number, the upper bound of its tokens and
 * the question's key. The text is empty until the call is settled. An entry that is cut off by a
 * crash, or that was never settled, counts with its upper bound.
 *
 * <p>When a checkpoint completes, the entries whose answers it no longer needs are folded: their
 * cost goes into a new {@code totals} entry, which names them; then they are deleted. A reader that
 * finds both does not count them twice, because the totals name them. A bounded job takes no
 * checkpoints and folds nothing, so a second run finds all answers.
 *
 * <p>Assumption: one job at a time folds. While a job restarts, its former attempt may live on for
 * a while (a machine that lost its network). Such an attempt no longer gets notices of checkpoints,
 * so it does not fold; it may still send the calls it had begun and settle their entries. Therefore
 * open entries of another attempt are counted at once, but folded only after the longest time that
 * a call can take. Calls that such an attempt begins later are counted at the next start. Two
 * <em>jobs</em> must not share a folder: their answers would be right, their caps would not.
 *
 * <p>Thread-safe. Methods that write wait for the store.
 */
public final class LabelJournal {
  private static final String ENTRY = "call-";
  private static final String TOTALS = "totals-";
  private static final Pattern TOTALS_NAME = Pattern.compile("totals-[0-9]{1,18}");
  private static final int PENDING_CHECKPOINTS = 16;

  private final JournalStore store;
  private final String attempt;
  private final LongSupplier millis;
  private final long foreignOpenUntil;
  private final Object folding = new Object();

  /** Entries that are not folded, by name. */
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private final NavigableMap<Long, List<String>> foldable = new TreeMap<>();
  private final Map<String, LabelResult> recovered = new HashMap<>();

  /** Names in the totals that may still be in the store. */
  private final Set<String> leftovers = new HashSet<>();

  private Spent folded;
  private long totalsNumber;

  /** Totals that the next ones replace. */
  private final List<String> outdated = new ArrayList<>();

  private long sequence;

  /** A call in the journal. */
  static final class Entry {
    private final String name;
    private final String key;
    private final boolean foreign;
    private long tokens;
    private boolean settled;
    private boolean answered;

    private Entry(String name, String key, long tokens, boolean foreign) {
      this.name = name;
      this.key = key;
      this.tokens = tokens;
      this.foreign = foreign;
    }
  }

  private LabelJournal(JournalStore store, Duration longestCall, LongSupplier millis) {
    this.store = store;
    this.millis = millis;
    this.attempt = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    this.foreignOpenUntil = millis.getAsLong() + longestCall.toMillis();
  }

  /**
   * Reads a journal; an empty store is a new one.
   *
   * @param atLeast what the job's state says was spent; if the journal knows of less, it is raised
   * @param longestCall the longest time from an entry to its settlement
   * @param millis wall clock
   * @throws IOException if the store cannot be read, or not be written if that is needed
   */
  public static LabelJournal open(
      JournalStore store, Spent atLeast, Duration longestCall, LongSupplier millis)
      throws IOException {
    LabelJournal journal = new LabelJournal(store, longestCall, millis);
    journal.read();
    journal.raiseTo(atLeast);
    return journal;
  }

  private void read() throws IOException {
    List<String> names = store.names();
    readTotals(names);
    for (String name : names) {
      if (name.startsWith(ENTRY) && !leftovers.contains(name)) {
        readEntry(name);
      }
    }
    leftovers.retainAll(names);
  }

  /** The highest number that can be read counts; a higher one was cut off and is used up. */
  private void readTotals(List<String> names) throws IOException {
    folded = Spent.NOTHING;
    TreeMap<Long, String> numbers = new TreeMap<>();
    for (String name : names) {
      if (TOTALS_NAME.matcher(name).matches()) {
        numbers.put(Long.parseLong(name.substring(TOTALS.length())), name);
      }
    }
    outdated.addAll(numbers.values());
    totalsNumber = numbers.isEmpty() ? 0 : numbers.lastKey();
    for (String name : numbers.descendingMap().values()) {
      Optional<JsonNode> text = json(store.read(name));
      if (text.isPresent()) {
        folded = new Spent(text.get().path("calls").asLong(), text.get().path("tokens").asLong());
        text.get().path("folded").forEach(each -> leftovers.add(each.asText()));
        return;
      }
    }
  }

  private void readEntry(String name) throws IOException {
    String[] parts = name.split("-", 5);
    if (parts.length < 5) {
      return;
    }
    Entry entry;
    try {
      entry = new Entry(name, parts[4], Long.parseLong(parts[3]), true);
    } catch (NumberFormatException e) {
      return;
    }
    json(store.read(name)).ifPresent(text -> settleFrom(text, entry));
    entries.put(name, entry);
  }

  private void settleFrom(JsonNode text, Entry entry) {
    entry.settled = true;
    entry.tokens = text.path("tokens").asLong(entry.tokens);
    if (text.hasNonNull("verdict")) {
      entry.answered = true;
      recovered.put(
          entry.key,
          new LabelResult(
              Verdict.valueOf(text.path("verdict").asText()),
              text.path("reason").asText(),
              text.path("model").asText(),
              text.path("prompt_version").asText()));
    }
  }

  private static Optional<JsonNode> json(String text) {
    try {
      JsonNode read = Json.MAPPER.readTree(text);
      return read.isObject() ? Optional.of(read) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** The journal must know what only the job's state knows, or the next crash would forget it. */
  private void raiseTo(Spent atLeast) throws IOException {
    Spent now = spent();
    Spent more = now.max(atLeast);
    if (!more.equals(now)) {
      folded = folded.plus(new Spent(more.calls() - now.calls(), more.tokens() - now.tokens()));
      writeTotals(folded, leftovers);
    }
  }

  /** All calls ever entered, and their tokens. */
  public synchronized Spent spent() {
    Spent sum = folded;
    for (Entry entry : entries.values()) {
      sum = sum.plus(new Spent(1, entry.tokens));
    }
    return sum;
  }

  /** The answers that were found when the journal was opened, by the question's key. */
  Map<String, LabelResult> answers() {
    return Map.copyOf(recovered);
  }

  /**
   * Enters a call, before it is sent.
   *
   * @param key of the question, see {@link VerdictCache#key}
   * @param upperBound tokens it may use
   * @throws IOException if the entry is not durable; the call must not be sent
   */
  Entry reserve(String key, long upperBound) throws IOException {
    Entry entry;
    synchronized (this) {
      String name = ENTRY + attempt + "-" + ++sequence + "-" + upperBound + "-" + key;
      entry = new Entry(name, key, upperBound, false);
      entries.put(name, entry);
    }
    try {
      store.write(entry.name, "");
    } catch (IOException | RuntimeException e) {
      // It may be in the store all the same; then it counts at the next start, which is harmless.
      synchronized (this) {
        entries.remove(entry.name);
        leftovers.add(entry.name);
      }
      throw e;
    }
    return entry;
  }

  /**
   * Enters what a call has cost and its answer.
   *
   * @param answer null if the call gave none that lasts
   * @throws IOException if it is not durable; the entry then counts with its upper bound after a
   *     crash
   */
  void settle(Entry entry, long tokens, LabelResult answer) throws IOException {
    ObjectNode text = Json.MAPPER.createObjectNode().put("tokens", tokens);
    boolean lasting = answer != null && !answer.passing();
    if (lasting) {
      text.put("verdict", answer.verdict().name())
          .put("reason", answer.reason())
          .put("model", answer.model())
          .put("prompt_version", answer.promptVersion());
    }
    store.write(entry.name, Json.line(text));
    synchronized (this) {
      entry.tokens = tokens;
      entry.settled = true;
      entry.answered = lasting;
    }
  }

  /** Takes back a call that never reached anybody. */
  void cancel(Entry entry) throws IOException {
    store.delete(entry.name);
    synchronized (this) {
      entries.remove(entry.name);
    }
  }

  /**
   * Notes which entries the state of a checkpoint makes unnecessary.
   *
   * @param waiting the questions that the checkpoint holds: their answers must stay
   */
  public synchronized void snapshot(long checkpoint, Set<String> waiting) {
    boolean foreignCallsAreOver = millis.getAsLong() >= foreignOpenUntil;
    List<String> names = new ArrayList<>();
    for (Entry entry : entries.values()) {
      boolean over = entry.settled || (entry.foreign && foreignCallsAreOver);
      if (over && !(entry.answered && waiting.contains(entry.key))) {
        names.add(entry.name);
      }
    }
    foldable.put(checkpoint, names);
    if (foldable.size() > PENDING_CHECKPOINTS) {
      var unused = foldable.pollFirstEntry();
    }
  }

  /**
   * Folds what a completed checkpoint makes unnecessary.
   *
   * @throws IOException if the store fails; nothing is lost, and a later checkpoint does the rest
   */
  public void completed(long checkpoint) throws IOException {
    // The store is never waited for under the other lock, which barriers need.
    synchronized (folding) {
      List<String> names;
      Spent after;
      Set<String> named;
      synchronized (this) {
        Map.Entry<Long, List<String>> latest = foldable.floorEntry(checkpoint);
        if (latest == null) {
          return;
        }
        names = latest.getValue().stream().filter(entries::containsKey).toList();
        foldable.headMap(checkpoint, true).clear();
        after = folded;
        for (String name : names) {
          after = after.plus(new Spent(1, entries.get(name).tokens));
        }
        named = new HashSet<>(leftovers);
        named.addAll(names);
      }
      if (named.isEmpty()) {
        return;
      }
      writeTotals(after, named);
      synchronized (this) {
        folded = after;
        leftovers.addAll(names);
        names.forEach(entries::remove);
      }
      deleteLeftovers();
    }
  }

  /** Written under a new name, so that a crash in the middle leaves the former totals. */
  private void writeTotals(Spent sum, Set<String> named) throws IOException {
    ObjectNode text =
        Json.MAPPER.createObjectNode().put("calls", sum.calls()).put("tokens", sum.tokens());
    ArrayNode names = text.putArray("folded");
    named.stream().sorted().forEach(names::add);
    totalsNumber++;
    store.write(TOTALS + totalsNumber, Json.line(text));
    List<String> former = List.copyOf(outdated);
    outdated.add(TOTALS + totalsNumber);
    for (String name : former) {
      store.delete(name);
      outdated.remove(name);
    }
  }

  private void deleteLeftovers() throws IOException {
    List<String> names;
    synchronized (this) {
      names = List.copyOf(leftovers);
    }
    for (String name : names) {
      store.delete(name);
      synchronized (this) {
        leftovers.remove(name);
      }
    }
  }
}
