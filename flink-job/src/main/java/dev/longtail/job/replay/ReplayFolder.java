package dev.longtail.job.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.local.FileTrees;
import dev.longtail.job.local.FolderLock;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of replays. Each run writes into a hidden folder, which gets its name at the end, all
 * at once: {@code run-0001} and so on. The letters that its runs have settled are the ledger by
 * which no letter is replayed twice.
 */
final class ReplayFolder implements AutoCloseable {
  private static final Pattern RUN = Pattern.compile("run-(\\d{4,9})");
  private static final String DRAFT = ".run";
  private static final String LEDGER = "letters.jsonl";
  private static final String SENDING = "sending.json";

  private final Path folder;
  private final FolderLock lock;
  private final Path draft;
  private final Set<Letter.Key> settled = new HashSet<>();
  private final Map<String, BufferedWriter> writers = new HashMap<>();
  private int runs;

  /**
   * Where sending began.
   *
   * @param servers of the topic
   * @param topic of the events
   * @param offsets ends of its partitions before the first record was sent
   */
  record Sending(String servers, String topic, Map<Integer, Long> offsets) {}

  private ReplayFolder(Path folder, FolderLock lock) {
    this.folder = folder;
    this.lock = lock;
    draft = folder.resolve(DRAFT);
  }

  /**
   * Opens a folder, which is made if it is missing.
   *
   * @throws InputException if another run writes to it, or something else lies in it
   */
  static ReplayFolder open(Path folder) {
    if (Files.exists(folder) && !FolderLock.wasIn(folder)) {
      refuseOthers(folder);
    }
    ReplayFolder opened = new ReplayFolder(folder, FolderLock.of(folder));
    try {
      opened.readLedger();
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static void refuseOthers(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new InputException(
            folder
                + ": holds files, and no longtail replay-dlq has made it; name another by --out");
      }
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be read: " + InputException.reason(e), e);
    }
  }

  private void readLedger() {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.sorted().toList()) {
        var run = RUN.matcher(each.getFileName().toString());
        if (run.matches()) {
          runs = Math.max(runs, Integer.parseInt(run.group(1)));
          Path ledger = each.resolve(LEDGER);
          if (Files.size(ledger) > 0) {
            JsonLines.forEach(ledger, (record, where) -> settled.add(key(record)));
          }
        } else if (each.getFileName().toString().equals("funnel.json")) {
          throw new InputException(
              folder + ": is the result of a backfill; name another folder by --out");
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static Letter.Key key(JsonNode record) {
    return Letter.Key.of(record.path("origin").asText(), record.path("raw_sha256").asText());
  }

  private InputException failed(IOException e) {
    return new InputException("cannot write to " + folder + ": " + InputException.reason(e), e);
  }

  /** Whether an earlier run has replayed a letter. */
  boolean isSettled(Letter letter) {
    return settled.contains(letter.key());
  }

  /** Whether no run has ended here yet. */
  boolean isNew() {
    return runs == 0;
  }

  /** Where the run began to send that was killed here; empty if none was. */
  Optional<Sending> interrupted() {
    Path file = draft.resolve(SENDING);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.MAPPER.readValue(file.toFile(), Sending.class));
    } catch (IOException e) {
      throw new InputException(
          "%s: cannot be read, so it is not known what was sent: %s"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Begins a run; of a killed one only the place is kept where it began to send. */
  void begin(List<String> outputs) {
    try {
      Files.createDirectories(draft);
      try (Stream<Path> old = Files.list(draft)) {
        for (Path each : old.filter(each -> !each.endsWith(SENDING)).toList()) {
          FileTrees.delete(each);
        }
      }
      for (String output : outputs) {
        Files.createDirectory(draft.resolve(output));
        writers.put(
            output,
            Files.newBufferedWriter(
                draft.resolve(output).resolve(output + ".jsonl"), StandardCharsets.UTF_8));
      }
      writers.put(LEDGER, Files.newBufferedWriter(draft.resolve(LEDGER), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Remembers where sending begins, before anything is sent. */
  void sendingFrom(Sending sending) {
    try {
      Path file = draft.resolve("." + SENDING);
      Files.writeString(file, Json.line(sending) + "\n");
      var unused = Files.move(file, draft.resolve(SENDING), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  void write(String output, Object line) {
    try {
      BufferedWriter writer = writers.get(output);
      writer.write(Json.line(line));
      writer.write('\n');
    } catch (IOException e) {
      throw failed(e);
    }
  }

  void settle(ReplayLines.SettledLine letter) {
    write(LEDGER, letter);
  }

  /** Gives the run its name: from here on its letters are settled. Returns its folder. */
  Path commit(ReplayCounts.Form counts) {
    try {
      Files.writeString(
          draft.resolve("counts.json"),
          Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(counts) + "\n");
      closeWriters();
      Path run = folder.resolve("run-%04d".formatted(runs + 1));
      return Files.move(draft, run, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Drops the run, which has changed nothing. */
  void drop() {
    try {
      closeWriters();
      FileTrees.delete(draft);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void closeWriters() throws IOException {
    for (BufferedWriter each : writers.values()) {
      each.close();
    }
    writers.clear();
  }

  @Override
  public void close() {
    try {
      closeWriters();
    } catch (IOException e) {
      throw failed(e);
    } finally {
      lock.close();
    }
  }
}
