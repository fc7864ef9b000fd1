package dev.longtail.labeler.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.udfs.io.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verdicts that outlive the process, so that no other run pays for them again. A key is a digest of
 * the judge, the prompt and the redacted line; beside it stand verdict, reason and model, and never
 * a line. Abstentions are not kept. The latest {@value #MOST_VERDICTS} are.
 *
 * <p>They lie in segments of a {@link JournalStore}, one verdict a line, each with a check sum. A
 * segment is written once, under a new name, so that a crash can only cut off its end: a line that
 * is cut off is skipped, another damaged one is skipped with a warning. A run reads all segments at
 * its start, and writes its own; small ones are merged, and the former deleted after that. Several
 * runs may use a store at once: each sees what the others had written when it began, and what a
 * merging run does not find is asked for again.
 *
 * <p>A judge that is halted loses its benign verdicts, here and for all later runs: who calls a
 * known attack benign is not to be believed afterwards either.
 *
 * <p>What is new is written within ten seconds, and at the end. Thread-safe.
 */
public final class StoredVerdicts implements AutoCloseable {
  /** Verdicts that are kept; about 400 bytes each, in memory and in the store. */
  public static final int MOST_VERDICTS = 200_000;

  private static final Logger LOG = LoggerFactory.getLogger(StoredVerdicts.class);
  private static final String SEGMENT = "verdicts-";
  private static final String HALTED = "halted-";
  private static final int LONGEST_SEGMENT = 20_000;
  private static final int MOST_UNSAVED = 500;
  private static final long SAVE_SECONDS = 10;

  /** Own segments that are not full; then they are merged. */
  private static final int MOST_SMALL = 16;

  /** All segments; at the next start they are merged. */
  private static final int MOST_SEGMENTS = 64;

  private final JournalStore store;
  private final Redactor redactor;
  private final LongSupplier millis;
  private final String run = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "longtail-verdicts");
            thread.setDaemon(true);
            return thread;
          });

  /** By key, the oldest first. */
  private final LinkedHashMap<String, Kept> verdicts = new LinkedHashMap<>();

  /** Judges that were halted in this run. */
  private final Set<String> halted = new HashSet<>();

  private List<String> unsaved = new ArrayList<>();
  private boolean saveIsDue;

  /** Segments of this run that are not full; touched under {@link #saving}. */
  private final List<Segment> small = new ArrayList<>();

  private final Object saving = new Object();
  private long segments;

  private record Kept(LabelResult result, String judge, long at) {
    boolean isBenign() {
      return result.verdict() == Verdict.BENIGN;
    }
  }

  private record Segment(String name, List<String> keys) {}

  private StoredVerdicts(JournalStore store, Redactor redactor, LongSupplier millis) {
    this.store = store;
    this.redactor = redactor;
    this.millis = millis;
  }

  /**
   * Reads a store; an empty one is new.
   *
   * @param redactor of reasons: a judge may quote what it was shown
   * @param millis wall clock
   * @throws IOException if it cannot be read
   */
  public static StoredVerdicts open(JournalStore store, Redactor redactor, LongSupplier millis)
      throws IOException {
    StoredVerdicts opened = new StoredVerdicts(store, redactor, millis);
    try {
      opened.read();
    } catch (IOException | RuntimeException e) {
      opened.writer.shutdownNow();
      throw e;
    }
    return opened;
  }

  private void read() throws IOException {
    List<String> names = store.names();
    Map<String, Long> haltedAt = new HashMap<>();
    List<Map.Entry<String, Kept>> found = new ArrayList<>();
    List<String> read = new ArrayList<>();
    long damaged = 0;
    for (String name : names) {
      if (name.startsWith(HALTED)) {
        textOf(name)
            .ifPresent(text -> haltedAt.put(name.substring(HALTED.length()), number(text.strip())));
      }
    }
    for (String name : names) {
      Optional<String> text = name.startsWith(SEGMENT) ? textOf(name) : Optional.empty();
      if (text.isPresent()) {
        read.add(name);
        damaged += entries(text.get(), found);
      }
    }
    if (damaged > 0) {
      LOG.warn("{} kept verdicts are damaged and will be asked for again", damaged);
    }
    found.sort(Comparator.comparingLong(entry -> entry.getValue().at()));
    for (Map.Entry<String, Kept> each : found) {
      Kept kept = each.getValue();
      boolean believed =
          !kept.isBenign() || kept.at() > haltedAt.getOrDefault(kept.judge(), Long.MIN_VALUE);
      if (believed) {
        keep(each.getKey(), kept);
      }
    }
    if (read.size() > MOST_SEGMENTS) {
      compact(read);
    }
  }

  /** Empty if another run has deleted it meanwhile. */
  private Optional<String> textOf(String name) throws IOException {
    try {
      return Optional.of(store.read(name));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** A text that says nothing halts for all times. */
  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Adds the entries of a segment to {@code found}; the number of damaged ones. */
  private static long entries(String segment, List<Map.Entry<String, Kept>> found) {
    long damaged = 0;
    int from = 0;
    while (from < segment.length()) {
      int end = segment.indexOf('\n', from);
      boolean cutOff = end < 0;
      String line = segment.substring(from, cutOff ? segment.length() : end);
      Optional<Map.Entry<String, Kept>> entry = entry(line);
      entry.ifPresent(found::add);
      if (entry.isEmpty() && !cutOff) {
        damaged++;
      }
      from = cutOff ? segment.length() : end + 1;
    }
    return damaged;
  }

  private static Optional<Map.Entry<String, Kept>> entry(String line) {
    try {
      JsonNode json = Json.MAPPER.readTree(line);
      String key = json.path("key").asText();
      Kept kept =
          new Kept(
              new LabelResult(
                  Verdict.valueOf(json.path("verdict").asText()),
                  json.path("reason").asText(),
                  json.path("model").asText().intern(),
                  json.path("prompt_version").asText().intern()),
              json.path("judge").asText().intern(),
              json.path("at").asLong());
      return json.path("sum").asText().equals(sum(key, kept))
              && kept.result().verdict() != Verdict.ABSTAINED
          ? Optional.of(Map.entry(key, kept))
          : Optional.empty();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String line(String key, Kept kept) {
    ObjectNode json =
        Json.MAPPER
            .createObjectNode()
            .put("key", key)
            .put("judge", kept.judge())
            .put("at", kept.at())
            .put("verdict", kept.result().verdict().name())
            .put("reason", kept.result().reason())
            .put("model", kept.result().model())
            .put("prompt_version", kept.result().promptVersion())
            .put("sum", sum(key, kept));
    return Json.line(json) + "\n";
  }

  private static String sum(String key, Kept kept) {
    LabelResult result = kept.result();
    return VerdictCache.key(
            key,
            kept.judge(),
            Long.toString(kept.at()),
            result.verdict().name(),
            result.reason(),
            result.model(),
            result.promptVersion())
        .substring(0, 16);
  }

  private void keep(String key, Kept kept) {
    verdicts.remove(key);
    verdicts.put(key, kept);
    if (verdicts.size() > MOST_VERDICTS) {
      Iterator<String> oldest = verdicts.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** A client that answers from here what is known, and keeps here what {@code judge} says. */
  public LabelClient before(LabelClient judge) {
    return new KeptVerdictClient(judge, this);
  }

  /** The verdict under {@code key}. */
  synchronized Optional<LabelResult> get(String key) {
    return Optional.ofNullable(verdicts.get(key)).map(Kept::result);
  }

  /** Verdicts that are known. */
  public synchronized int size() {
    return verdicts.size();
  }

  /** Keeps a verdict; nothing happens to an abstention. */
  void put(String key, String judge, LabelResult result) {
    if (result.verdict() == Verdict.ABSTAINED) {
      return;
    }
    LabelResult redacted =
        new LabelResult(
            result.verdict(),
            redactor.redact(result.reason()),
            result.model(),
            result.promptVersion());
    synchronized (this) {
      Kept known = verdicts.get(key);
      if (known != null && known.result().equals(redacted)) {
        return;
      }
      keep(key, new Kept(redacted, judge, millis.getAsLong()));
      unsaved.add(key);
      if (unsaved.size() >= MOST_UNSAVED) {
        schedule(0);
      } else if (!saveIsDue) {
        schedule(SAVE_SECONDS);
      }
      saveIsDue = true;
    }
  }

  /** Forgets the benign verdicts of a judge, here and for all later runs. */
  void forget(String judge) {
    synchronized (this) {
      boolean removed =
          verdicts.values().removeIf(kept -> kept.isBenign() && kept.judge().equals(judge));
      if (!halted.add(judge) && !removed) {
        return;
      }
    }
    LOG.warn("the kept benign verdicts of a judge that was halted are forgotten");
    try {
      store.write(HALTED + judge, Long.toString(millis.getAsLong()));
    } catch (IOException | RuntimeException e) {
      LOG.error("a halted judge cannot be noted: empty the folder of verdicts", e);
    }
  }

  private void schedule(long seconds) {
    try {
      var unused = writer.schedule(this::save, seconds, TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("verdicts came after the end", e);
    }
  }

  private void save() {
    synchronized (saving) {
      List<String> keys;
      synchronized (this) {
        keys = unsaved;
        unsaved = new ArrayList<>();
        saveIsDue = false;
      }
      try {
        if (!keys.isEmpty()) {
          add(keys);
          mergeSmall();
        }
      } catch (IOException | RuntimeException e) {
        LOG.warn("verdicts cannot be kept; another run would pay for them again", e);
        synchronized (this) {
          if (unsaved.size() < MOST_VERDICTS) {
            unsaved.addAll(keys);
          }
        }
      }
    }
  }

  private void add(List<String> keys) throws IOException {
    StringBuilder text = new StringBuilder();
    List<String> written = new ArrayList<>();
    synchronized (this) {
      for (String key : keys) {
        Kept kept = verdicts.get(key);
        if (kept != null) {
          text.append(line(key, kept));
          written.add(key);
        }
      }
    }
    if (!written.isEmpty()) {
      String name = SEGMENT + run + "-" + ++segments;
      store.write(name, text.toString());
      if (written.size() < LONGEST_SEGMENT) {
        small.add(new Segment(name, written));
      }
    }
  }

  private void mergeSmall() throws IOException {
    if (small.size() < MOST_SMALL) {
      return;
    }
    List<Segment> former = List.copyOf(small);
    small.clear();
    add(former.stream().flatMap(segment -> segment.keys().stream()).distinct().toList());
    for (Segment each : former) {
      store.delete(each.name());
    }
  }

  /** Writes all that is known anew, and deletes what was read. */
  private void compact(List<String> read) {
    try {
      List<String> keys = List.copyOf(verdicts.keySet());
      for (int from = 0; from < keys.size(); from += LONGEST_SEGMENT) {
        add(keys.subList(from, Math.min(from + LONGEST_SEGMENT, keys.size())));
      }
      for (String name : read) {
        store.delete(name);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("kept verdicts are not tidied up now; the next start tries again", e);
    }
  }

  /** Writes what is new, and ends the thread. */
  @Override
  public void close() {
    writer.shutdownNow();
    save();
  }
}
