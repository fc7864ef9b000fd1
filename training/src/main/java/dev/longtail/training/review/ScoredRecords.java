package dev.longtail.training.review;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.JsonLines.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The scored lines in the output folder of a backfill or stream: detections, or the queue of those
 * that the classifier is least sure of. The classifier is the judge: it calls a detection
 * malicious, and other lines benign.
 */
public final class ScoredRecords {
  /** Which lines. */
  public enum Kind {
    /** Scores from the threshold on. */
    DETECTIONS("detections"),
    /** Scores near the threshold. */
    QUEUE("review-queue");

    private final String folder;

    Kind(String folder) {
      this.folder = folder;
    }
  }

  private final Kind kind;
  private final Map<String, Scored> records = new TreeMap<>();
  private long repeated;

  private ScoredRecords(Kind kind) {
    this.kind = kind;
  }

  private record Scored(
      String id, String window, String cmd, boolean malicious, String model, JsonNode record) {}

  private record Key(String cmd, String model, boolean malicious) {}

  /**
   * Reads the lines, sorted by id.
   *
   * @param folder of the outputs
   * @throws InputException naming file, line and field if a record cannot be used; or if there are
   *     none
   */
  public static MinedVerdicts.Read read(Path folder, Kind kind) {
    Path output = folder.resolve(kind.folder);
    if (!Files.isDirectory(output)) {
      throw new InputException(
          "%s: no folder %s; name the output folder of a backfill or stream with scoring.model"
              .formatted(folder, kind.folder));
    }
    ScoredRecords reader = new ScoredRecords(kind);
    JsonLines.forEach(output, reader::take);
    return new MinedVerdicts.Read(reader.lines(), reader.repeated);
  }

  private void take(JsonNode record, Location where) {
    Scored scored =
        new Scored(
            ReviewFields.text(record, "id", where),
            ReviewFields.textOrEmpty(record, "window", where),
            JsonLines.commandLine(record, where),
            kind == Kind.DETECTIONS || ReviewFields.flag(record, "detected", where),
            ReviewFields.text(record, "model", where),
            record);
    if (records.put(scored.id, scored) != null) {
      repeated++;
    }
  }

  private List<JudgedLine> lines() {
    Map<Key, List<Scored>> byLine = new LinkedHashMap<>();
    for (Scored each : records.values()) {
      byLine
          .computeIfAbsent(new Key(each.cmd, each.model, each.malicious), k -> new ArrayList<>())
          .add(each);
    }
    List<JudgedLine> lines = new ArrayList<>();
    byLine.forEach((key, same) -> lines.add(line(key, same)));
    lines.sort(Comparator.comparing(JudgedLine::id));
    return lines;
  }

  private JudgedLine line(Key key, List<Scored> same) {
    JsonNode first = same.get(0).record;
    JsonNode source = first.path("source");
    return new JudgedLine(
        same.stream().map(Scored::id).toList(),
        key.cmd,
        new Stratum(
            new ReviewedJudge("classifier-" + key.model, ""),
            key.malicious ? "MALICIOUS" : "BENIGN",
            false,
            key.malicious ? "detection" : "below the threshold"),
        reason(first),
        new LineContext(
            source.path("event_id").asText(""),
            same.stream().map(Scored::window).distinct().toList(),
            List.of(),
            List.of(),
            0,
            source.path("first_seen").asText(""),
            source.path("host").asText(""),
            source.path("user").asText(""),
            source.path("os").asText(""),
            "",
            "",
            0));
  }

  /** Score, marks and neighbours in one line, as the page shows it. */
  private static String reason(JsonNode record) {
    StringBuilder reason = new StringBuilder();
    reason.append(
        String.format(
            Locale.ROOT,
            "score %.4f, threshold %.4f",
            record.path("score").asDouble(),
            record.path("threshold").asDouble()));
    List<String> strongest = new ArrayList<>();
    record
        .path("explanation")
        .forEach(
            each ->
                strongest.add(
                    String.format(
                        Locale.ROOT,
                        "%s %s %+.2f",
                        each.path("kind").asText(),
                        each.path("name").asText(),
                        each.path("log_odds").asDouble())));
    if (!strongest.isEmpty()) {
      reason.append("; ").append(String.join(", ", strongest));
    }
    near(record.path("nearest_benign"), "benign", reason);
    near(record.path("nearest_malicious"), "malicious", reason);
    return reason.toString();
  }

  private static void near(JsonNode near, String label, StringBuilder reason) {
    if (near.isObject()) {
      reason.append(
          String.format(
              Locale.ROOT,
              "; nearest %s (%.2f): %s",
              label,
              near.path("cosine").asDouble(),
              near.path("cmd").asText()));
    }
  }
}
