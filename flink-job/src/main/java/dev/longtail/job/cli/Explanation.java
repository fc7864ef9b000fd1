package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.Option;
import dev.longtail.job.config.Settings;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.udfs.io.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The output of {@code longtail explain}.
 *
 * @param options each with its value
 * @param apiKey whether the environment holds the key of a labeler; the key itself is never shown
 * @param fingerprint of the state that such a job keeps; null if no such job is possible
 */
record Explanation(List<Row> options, String apiKey, String fingerprint) {
  private static final String SET = "set";
  private static final String NOT_SET = "not set";

  /** An option with its value. */
  record Row(
      String option, String value, String origin, String meaning, String flag, String variable) {}

  static Explanation of(Settings settings, Map<String, String> environment, String fingerprint) {
    List<Row> rows = new ArrayList<>();
    for (Option<?> option : Catalogue.ALL) {
      rows.add(
          new Row(
              option.name(),
              value(settings, option),
              settings.origin(option).text(),
              option.meaning(),
              option.flag(),
              option.variable()));
    }
    boolean key = !environment.getOrDefault(LabelerOptions.API_KEY_VARIABLE, "").isBlank();
    return new Explanation(rows, key ? SET : NOT_SET, fingerprint);
  }

  private static <T> String value(Settings settings, Option<T> option) {
    if (settings.isBroken(option)) {
      return "(not valid)";
    }
    T value = settings.get(option);
    return value == null ? "(" + option.absent() + ")" : option.type().show(value);
  }

  /** As one JSON object on a line. */
  String json() {
    return Json.line(this) + System.lineSeparator();
  }

  /** As columns. */
  String table() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("option", "value", "from", "meaning"));
    for (Row row : options) {
      lines.add(List.of(row.option(), row.value(), row.origin(), row.meaning()));
    }
    lines.add(
        List.of(
            "(secret)",
            apiKey,
            "environment " + LabelerOptions.API_KEY_VARIABLE,
            "key of the labeler's server"));
    StringBuilder table = new StringBuilder();
    int[] widths = new int[3];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        table.append(line.get(i)).append(" ".repeat(widths[i] - line.get(i).length() + 2));
      }
      table.append(line.get(widths.length)).append(System.lineSeparator());
    }
    table
        .append("fingerprint of the state: ")
        .append(fingerprint == null ? "none, the options are not valid" : fingerprint)
        .append(System.lineSeparator());
    return table.toString();
  }
}
