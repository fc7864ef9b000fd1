package dev.longtail.job.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads records of the outputs into what the page shows. Texts of any length come in. */
final class OutputRecords {
  private static final int LONGEST = 600;
  private static final int MOST_REASONS = 8;

  private OutputRecords() {}

  static ShownAnomaly anomaly(JsonNode record) {
    List<ShownAnomaly.Reason> reasons = new ArrayList<>();
    for (JsonNode each : record.path("explanation")) {
      if (reasons.size() < MOST_REASONS) {
        reasons.add(
            new ShownAnomaly.Reason(
                text(each, "feature"),
                text(each, "meaning"),
                each.path("value").asDouble(),
                each.path("usual").asDouble(),
                each.path("share").asDouble()));
      }
    }
    return new ShownAnomaly(
        text(record, "id"),
        text(record, "window"),
        text(record, "scale"),
        text(record, "detector"),
        record.path("rank").asInt(),
        record.path("score").asDouble(),
        CommandText.of(record.path("command_line").asText()),
        List.copyOf(reasons),
        seen(record.path("source")));
  }

  static ShownExemplar exemplar(JsonNode record, Instant at) {
    List<String> detectors = new ArrayList<>();
    record.path("detectors").forEach(each -> detectors.add(cut(each.asText())));
    return new ShownExemplar(
        text(record, "id"),
        text(record, "window"),
        text(record, "scale"),
        List.copyOf(detectors),
        record.path("rank").asInt(),
        record.path("score").asDouble(),
        CommandText.of(record.path("command_line").asText()),
        seen(record.path("source")),
        null,
        at);
  }

  static ShownExemplar verdict(JsonNode record, Instant at) {
    return new ShownExemplar(
        text(record, "id"),
        text(record, "window"),
        text(record, "scale"),
        List.of(),
        0,
        0,
        CommandText.of(record.path("cmd").asText()),
        null,
        new ShownExemplar.Judged(
            text(record, "verdict"),
            record.path("admitted").asBoolean(),
            text(record, "reason"),
            text(record, "model")),
        at);
  }

  static ShownDrift drift(JsonNode record) {
    return new ShownDrift(
        text(record, "window"),
        text(record, "measure"),
        record.path("psi").asDouble(),
        record.path("limit").asDouble(),
        record.path("compared").asInt(),
        record.path("moved").asBoolean());
  }

  private static SeenAt seen(JsonNode source) {
    return new SeenAt(
        text(source, "first_seen"),
        text(source, "host"),
        text(source, "user"),
        source.path("occurrences").asLong());
  }

  private static String text(JsonNode record, String field) {
    return cut(record.path(field).asText());
  }

  private static String cut(String text) {
    return CommandText.beginning(text, LONGEST);
  }
}
