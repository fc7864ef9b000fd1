package dev.longtail.training.report;

import dev.longtail.training.classify.ModelLine;
import java.util.ArrayList;
import java.util.List;

/** Says where a training line came from. */
final class LineOrigins {
  private LineOrigins() {}

  /** In a few words, e.g. {@code exemplar of 2025-01-05, full, isolation-forest, by o3-mini}. */
  static String of(ModelLine line) {
    List<String> parts = new ArrayList<>();
    if (line.wasMined()) {
      add(parts, "exemplar of ", line.window());
      add(parts, "", line.scale());
      add(parts, "", String.join(" and ", line.detectors()));
      add(parts, "labelled by ", line.judge());
    } else {
      add(parts, "base set ", line.set());
      add(parts, "", line.family());
    }
    add(parts, "", line.os());
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, String prefix, String text) {
    if (!text.isEmpty()) {
      parts.add(prefix + Shown.commandLine(text, 80));
    }
  }
}
