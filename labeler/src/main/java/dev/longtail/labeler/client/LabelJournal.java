package dev.longtail.labeler.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Sha256;
import java.io.FileNotFoundException;
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
 * <p>An entry's name holds the attempt that wrote it, its number, the upper bound of its tokens,
 * the question's key, and behind dots the question's window and the upper bounds of answer and
 * money; it may also end with the key, as it once did. The text is empty until the call is settled.
 * An entry that is cut off by a crash, or that was never settled, counts with its upper bound.
 *
 * <p>When a checkpoint completes, the entries whose answers it no longer needs are folded: their
 * cost goes into a new {@code totals} entry, which names them; then they are deleted. A reader that
 * finds both does not count them twice, because the totals name them. A bounded job takes no
 * checkpoints and folds nothing, so a second run finds all answers.
 *
 * <p>While a job restarts, its former attempt may live on for a while: a machine that lost its
 * network, or a second job that was given the same folder by mistake. The one that opens a journal
 * writes its name into the entry {@code owner}, and reads the others after that. Whoever enters a
 * call reads the owner after it, and sends the call only if it is still the owner itself. So a call
 * was either entered before the new owner looked, and is counted, or it is not sent. A former owner
 * may still settle the calls that it had sent: therefore open entries of another attempt are
 * counted at once, but folded only after the longest time that a call can take.
 *
 * <p>Thread-safe. Methods that write wait for the store.
 */
public final class LabelJournal {
  private static final String ENTRY = "call-";
  private static final String TOTALS = "totals-";
  private static final String OWNER = "owner";
  private static final String TRIED = "tried-";
  private static final String HALTED = "halted";
  private static final Pattern TOTALS_NAME = Pattern.compile("totals-[0-9]{1,18}");
  private static final int PENDING_CHECKPOINTS = 16;
  private static final int TRIES = 10;
  private static final int TRIED_DIGITS = 12;

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

  private SpentByWindow folded;
  private long totalsNumber;

  /** Totals that the next ones replace. */
  private final List<String> outdated = new ArrayList<>();

  private long sequence;

  /** Whether benign answers are not written any more. */
  private volatile boolean distrusted;

  /** A call in the journal. */
  static final class Entry {
    private final String name;
    private final String key;
    private final long window;
    private final boolean foreign;
    private Spent spent;
    private boolean settled;
    private boolean answered;
    private boolean benign;

    private Entry(String name, String key, long window, Spent spent, boolean foreign) {
      this.name = name;
      this.key = key;
      this.window = window;
      this.spent = spent;
      this.foreign = foreign;
    }

    private static String name(String attempt, long number, String key, long window, Spent most) {
      return ENTRY
          + String.join("-", attempt, "" + number, "" + most.tokens(), key)
          + String.join(".", "", "" + window, "" + most.answerTokens(), "" + most.cost());
    }

    /** The entry under a name; empty if it is none. */
    private static Optional<Entry> named(String name) {
      String[] parts = name.split("-", 5);
      if (parts.length < 5) {
        return Optional.empty();
      }
      String[] behind = parts[4].split("\\.", -1);
      try {
        long tokens = Long.parseLong(parts[3]);
        if (behind.length < 4) {
          return Optional.of(
              new Entry(name, parts[4], SpentByWindow.NO_WINDOW, Spent.of(1, tokens), true));
        }
        long answer = Long.parseLong(behind[2]);
        return Optional.of(
            new Entry(
                name,
                behind[0],
                Long.parseLong(behind[1]),
                new Spent(1, tokens - answer, answer, Long.parseLong(behind[3])),
                true));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  private LabelJournal(JournalStore store, Duration longestCall, LongSupplier millis) {
    this.store = store;
    this.millis = millis;
    this.attempt = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    this.foreignOpenUntil = millis.getAsLong() + longestCall.toMillis();
  }

  /**
   * Takes over a journal and reads it; an empty store is a new one.
   *
   * @param atLeast what the job's state says was spent; if the journal knows of less, it is raised
   * @param longestCall the longest time from an entry to its settlement
   * @param millis wall clock
   * @throws IOException if the store cannot be read, or not be written if that is needed
   */
  public static LabelJournal open(
      JournalStore store, SpentByWindow atLeast, Duration longestCall, LongSupplier millis)
      throws IOException {
    LabelJournal journal = new LabelJournal(store, longestCall, millis);
    store.write(OWNER, journal.attempt);
    journal.read();
    journal.raiseTo(atLeast);
    return journal;
  }

  /** A former attempt that lives on may take calls back meanwhile: then all is read anew. */
  private void read() throws IOException {
    for (int more = TRIES - 1; ; more--) {
      try {
        readOnce();
        return;
      } catch (FileNotFoundException e) {
        if (more == 0) {
          throw e;
        }
      }
    }
  }

  private void readOnce() throws IOException {
    entries.clear();
    recovered.clear();
    leftovers.clear();
    outdated.clear();
    List<String> names = store.names();
    readTotals(names);
    for (String name : names) {
      if (name.startsWith(ENTRY) && !leftovers.contains(name)) {
        readEntry(name);
      }
    }
    leftovers.retainAll(names);
    if (names.contains(HALTED)) {
      forgetBenign();
    }
  }

  /** The highest number that can be read counts; a higher one was cut off and is used up. */
  private void readTotals(List<String> names) throws IOException {
    folded = new SpentByWindow();
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
        folded = totals(text.get());
        text.get().path("folded").forEach(each -> leftovers.add(each.asText()));
        return;
      }
    }
  }

  /** Totals once had calls and tokens only. */
  private static SpentByWindow totals(JsonNode text) {
    long answer = number(text, "answer_tokens", 0);
    SpentByWindow totals =
        new SpentByWindow(
            new Spent(
                number(text, "calls", 0),
                Math.max(0, number(text, "tokens", 0) - answer),
                answer,
                number(text, "cost", 0)));
    for (JsonNode each : text.path("windows")) {
      totals.raise(
          each.path("window").asLong(SpentByWindow.NO_WINDOW),
          new Spent(
              number(each, "calls", 0),
              number(each, "prompt_tokens", 0),
              number(each, "answer_tokens", 0),
              number(each, "cost", 0)));
    }
    return totals;
  }

  private static long number(JsonNode text, String field, long otherwise) {
    return Math.max(0, text.path(field).asLong(otherwise));
  }

  private void readEntry(String name) throws IOException {
    Optional<Entry> named = Entry.named(name);
    if (named.isPresent()) {
      Entry entry = named.get();
      json(store.read(name)).ifPresent(text -> settleFrom(text, entry));
      entries.put(name, entry);
    }
  }

  private void settleFrom(JsonNode text, Entry entry) {
    entry.settled = true;
    Spent most = entry.spent;
    long tokens = number(text, "tokens", most.tokens());
    long answer = Math.min(tokens, number(text, "answer_tokens", most.answerTokens()));
    entry.spent = new Spent(1, tokens - answer, answer, number(text, "cost", most.cost()));
    if (text.hasNonNull("verdict")) {
      entry.answered = true;
      entry.benign = text.path("verdict").asText().equals(Verdict.BENIGN.name());
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
  private void raiseTo(SpentByWindow atLeast) throws IOException {
    SpentByWindow now = spent();
    SpentByWindow more = now.copy();
    more.raiseTo(atLeast);
    if (!more.equals(now)) {
      folded.raiseBy(now, more);
      writeTotals(folded, leftovers);
    }
  }

  /**
   * Notes that a judge is tried, so that no restart pays for it again.
   *
   * @param judge see {@link OpenAiLabelClient#identity}
   * @return false if it was noted before
   * @throws IOException if the store fails
   */
  boolean tries(String judge) throws IOException {
    String name = TRIED + Sha256.hex(judge).substring(0, TRIED_DIGITS);
    if (store.names().contains(name)) {
      return false;
    }
    store.write(name, "");
    return true;
  }

  /** All calls ever entered, and what they cost. */
  public synchronized SpentByWindow spent() {
    SpentByWindow sum = folded.copy();
    for (Entry entry : entries.values()) {
      sum.add(entry.window, entry.spent);
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
   * @param window of the question
   * @param upperBound what it may cost
   * @throws IOException if the entry is not durable, or the journal has another owner; the call
   *     must not be sent
   */
  Entry reserve(String key, long window, Spent upperBound) throws IOException {
    Entry entry;
    synchronized (this) {
      String name = Entry.name(attempt, ++sequence, key, window, upperBound);
      entry = new Entry(name, key, window, upperBound, false);
      entries.put(name, entry);
    }
    try {
      store.write(entry.name, "");
      checkOwner();
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

  /** Who empties the folder of a running job lets it begin anew. */
  private void checkOwner() throws IOException {
    String owner;
    try {
      owner = store.read(OWNER);
    } catch (FileNotFoundException e) {
      store.write(OWNER, attempt);
      return;
    }
    if (!owner.equals(attempt)) {
      throw new IOException("another job, or another start of this one, has taken it over");
    }
  }

  /**
   * Enters what a call has cost and its answer.
   *
   * @param answer null if the call gave none that lasts
   * @throws IOException if it is not durable; the entry then counts with its upper bound after a
   *     crash
   */
  void settle(Entry entry, Spent used, LabelResult answer) throws IOException {
    boolean lasting =
        answer != null && !answer.passing() && !(distrusted && answer.verdict() == Verdict.BENIGN);
    ObjectNode text = settlement(used);
    if (lasting) {
      text.put("verdict", answer.verdict().name())
          .put("reason", answer.reason())
          .put("model", answer.model())
          .put("prompt_version", answer.promptVersion());
    }
    store.write(entry.name, Json.line(text));
    synchronized (this) {
      entry.spent = used;
      entry.settled = true;
      entry.answered = lasting;
    }
  }

  private static ObjectNode settlement(Spent used) {
    return Json.MAPPER
        .createObjectNode()
        .put("tokens", used.tokens())
        .put("answer_tokens", used.answerTokens())
        .put("cost", used.cost());
  }

  /**
   * The judge was halted: no benign answer is written from now on, and another start finds none of
   * those that are here.
   *
   * @throws IOException if that cannot be noted
   */
  void distrust() throws IOException {
    distrusted = true;
    store.write(HALTED, "");
  }

  /** Takes the benign answers out of the journal; what they have cost stays. */
  private void forgetBenign() throws IOException {
    recovered.values().removeIf(answer -> answer.verdict() == Verdict.BENIGN);
    for (Entry each : entries.values()) {
      if (each.benign) {
        store.write(each.name, Json.line(settlement(each.spent)));
        each.answered = false;
        each.benign = false;
      }
    }
    store.delete(HALTED);
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
      SpentByWindow after;
      Set<String> named;
      synchronized (this) {
        Map.Entry<Long, List<String>> latest = foldable.floorEntry(checkpoint);
        if (latest == null) {
          return;
        }
        names = latest.getValue().stream().filter(entries::containsKey).toList();
        foldable.headMap(checkpoint, true).clear();
        after = folded.copy();
        for (String name : names) {
          Entry entry = entries.get(name);
          after.add(entry.window, entry.spent);
        }
        named = new HashSet<>(leftovers);
        named.addAll(names);
      }
      if (named.isEmpty()) {
        return;
      }
      checkOwner();
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
  private void writeTotals(SpentByWindow sum, Set<String> named) throws IOException {
    Spent total = sum.total();
    ObjectNode text =
        Json.MAPPER
            .createObjectNode()
            .put("calls", total.calls())
            .put("tokens", total.tokens())
            .put("answer_tokens", total.answerTokens())
            .put("cost", total.cost());
    ArrayNode windows = text.putArray("windows");
    new TreeMap<>(sum.windows())
        .forEach(
            (window, spent) ->
                windows
                    .addObject()
                    .put("window", window)
                    .put("calls", spent.calls())
                    .put("prompt_tokens", spent.promptTokens())
                    .put("answer_tokens", spent.answerTokens())
                    .put("cost", spent.cost()));
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
