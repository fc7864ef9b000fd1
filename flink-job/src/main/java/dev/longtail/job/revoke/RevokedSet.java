package dev.longtail.job.revoke;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.graph.Output;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.job.storage.StoredFiles;
import dev.longtail.training.recall.LineId;
import dev.longtail.training.recall.Revocation;
import dev.longtail.training.recall.Revocations;
import dev.longtail.training.recall.Trait;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.RecordLines;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The training data of some results without what revocations withdraw. It reads the results once,
 * line by line, and writes drafts; {@link #moveTo} makes a data set of them. The results themselves
 * stay as they are.
 */
public final class RevokedSet {
  /** The folder of the withdrawn lines. */
  public static final String REVOKED = "revoked";

  private static final String FILE = "part-0.jsonl";
  private static final int SAID = 100_000;
  private static final int SHOWN = 5;

  private final Revocations asked;
  private final Path drafts;
  private final Consumer<String> progress;

  /** Those that were asked for, and those that lie in the results: they hold for all of them. */
  private Revocations revocations;

  private final Set<String> withdrawn = new HashSet<>();
  private final Set<String> kept = new HashSet<>();
  private final Map<String, Long> counts = new HashMap<>();
  private final Map<Trait, TreeSet<String>> seen = new EnumMap<>(Trait.class);
  private long read;
  private long withdrawnRecords;
  private long undecided;

  /**
   * A set.
   *
   * @param drafts an empty folder of this machine
   * @param progress gets lines for the user
   */
  public RevokedSet(Revocations revocations, Path drafts, Consumer<String> progress) {
    this.asked = revocations;
    this.revocations = revocations;
    this.drafts = drafts;
    this.progress = progress;
  }

  /**
   * Reads the results.
   *
   * @param inputs the result of a backfill, the folder of a stream's outputs, or {@code
   *     training-data} itself
   * @throws InputException if one holds no training data, or a line is no record of it
   */
  public void read(List<Location> inputs) {
    try (BufferedWriter left = writer(Output.TRAINING_DATA.folder());
        BufferedWriter out = writer(REVOKED)) {
      inputs.forEach(this::carryOn);
      for (Location input : inputs) {
        StoredFiles files = StoredFiles.checked(trainingData(input));
        files.warning().ifPresent(progress);
        files.forEachLine((line, where) -> take(line, where, left, out));
      }
    } catch (IOException e) {
      throw new InputException(drafts + ": cannot be written: " + InputException.reason(e), e);
    }
  }

  private BufferedWriter writer(String output) throws IOException {
    return Files.newBufferedWriter(draft(output), StandardCharsets.UTF_8);
  }

  private Path draft(String output) {
    return drafts.resolve(output + ".jsonl");
  }

  private static Location trainingData(Location input) {
    Location folder = input.resolve(Output.TRAINING_DATA.folder());
    return FileSystems.exists(folder) ? folder : input;
  }

  private void carryOn(Location input) {
    Location file = input.resolve(Revocations.FILE);
    if (!FileSystems.exists(file)) {
      return;
    }
    List<Revocation> found = new ArrayList<>();
    StoredFiles.checked(file)
        .forEachLine((line, where) -> found.add(Revocation.read(record(line, where), where)));
    revocations = revocations.and(new Revocations(found));
  }

  private static JsonNode record(RecordLines.Line line, String where) {
    try {
      JsonNode record = Json.MAPPER.readTree(line.text());
      if (!record.isObject()) {
        throw new InputException(where + ": not a JSON object");
      }
      return record;
    } catch (RecordLines.UnreadableLineException e) {
      throw new InputException(where + ": " + e.getMessage(), e);
    } catch (JsonProcessingException e) {
      throw new InputException(where + ": " + Json.problem(e), e);
    }
  }

  private void take(
      RecordLines.Line line, String where, BufferedWriter left, BufferedWriter revoked) {
    JsonNode record = record(line, where);
    JsonNode cmd = record.path("cmd");
    if (!cmd.isTextual() || !record.path("label").isTextual()) {
      throw new InputException(
          where + ": no record of " + Output.TRAINING_DATA.folder() + ": it needs cmd and label");
    }
    read++;
    note(record);
    String id = LineId.of(cmd.textValue());
    try {
      var concerning = revocations.concerning(record);
      if (concerning.isEmpty()) {
        undecided += revocations.mightConcern(record) ? 1 : 0;
        kept.add(id);
        write(line.text(), left);
      } else {
        withdrawnRecords++;
        withdrawn.add(id);
        counts.merge(concerning.get().id(), 1L, Long::sum);
        write(withdrawnLine(concerning.get(), id, record), revoked);
      }
    } catch (IOException | RecordLines.UnreadableLineException e) {
      throw new InputException(drafts + ": cannot be written: " + e.getMessage(), e);
    }
    if (read % SAID == 0) {
      progress.accept("%,d lines read, %,d withdrawn".formatted(read, withdrawnRecords));
    }
  }

  /** The first values of what was asked for, so that a mistyped one can be told. */
  private void note(JsonNode record) {
    for (Revocation each : asked.all()) {
      for (Trait trait : each.traits().keySet()) {
        TreeSet<String> values = seen.computeIfAbsent(trait, t -> new TreeSet<>());
        if (values.size() < SHOWN) {
          trait.of(record).ifPresent(values::add);
        }
      }
    }
  }

  private static String withdrawnLine(Revocation by, String id, JsonNode record) {
    return Json.line(
        Json.MAPPER
            .createObjectNode()
            .put("revocation", by.id())
            .put("reason", by.reason())
            .put("by", by.by())
            .put("at", by.at())
            .put("line", id)
            .set("record", record));
  }

  private static void write(String line, BufferedWriter out) throws IOException {
    out.write(line);
    out.write('\n');
  }

  /**
   * Writes the data set: {@code training-data/}, {@code revoked/} and, when these are complete, the
   * revocations.
   *
   * @param models what each revocation's line says of models
   * @throws InputException if it cannot be written
   */
  public void moveTo(Location out, List<String> models) {
    try {
      for (String folder : List.of(Output.TRAINING_DATA.folder(), REVOKED)) {
        put(draft(folder), out.resolve(folder).resolve(FILE));
      }
      Path list = draft(Revocations.FILE);
      List<String> lines = new ArrayList<>();
      for (Revocation each : revocations.all()) {
        var json = each.json();
        if (asked.all().contains(each)) {
          json.put("withdrawn", counts.getOrDefault(each.id(), 0L));
          var named = json.putArray("models");
          models.forEach(named::add);
        }
        lines.add(Json.line(json));
      }
      Files.writeString(list, String.join("\n", lines) + "\n");
      put(list, out.resolve(Revocations.FILE));
    } catch (IOException e) {
      throw new InputException(out + ": cannot be written: " + InputException.reason(e), e);
    }
  }

  private static void put(Path draft, Location target) throws IOException {
    if (!target.isRemote()) {
      Files.createDirectories(target.local().toAbsolutePath().getParent());
    }
    FileSystems.copy(draft, target);
  }

  /** Records that were read. */
  public long records() {
    return read;
  }

  /** Records that are withdrawn. */
  public long withdrawnRecords() {
    return withdrawnRecords;
  }

  /** Records that do not say what a revocation asks; they are kept. */
  public long undecided() {
    return undecided;
  }

  /** {@link LineId}s of the withdrawn lines. */
  public Set<String> withdrawn() {
    return Set.copyOf(withdrawn);
  }

  /** Withdrawn lines that another record still admits, of another host or window. */
  public long stillAdmitted() {
    return withdrawn.stream().filter(kept::contains).count();
  }

  /** Some values that the records have where a revocation asks, for a message. */
  public Map<Trait, Set<String>> seen() {
    return Map.copyOf(seen);
  }
}
