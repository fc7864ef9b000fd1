package dev.longtail.job.page;

import dev.longtail.udfs.io.Json;
import java.util.List;
import java.util.Map;

/** Records of the outputs, as the job writes them. */
final class TestRecords {
  private static final Map<String, Object> SOURCE =
      Map.of(
          "event_id", "e1",
          "first_seen", "2025-01-02T12:59:11.859Z",
          "host", "dev-0087",
          "user", "tweber",
          "os", "linux",
          "occurrences", 1);

  private TestRecords() {}

  static String count(String window, String scale, String stage, String place, long count) {
    return Json.line(
        Map.of("window", window, "scale", scale, "stage", stage, "place", place, "count", count));
  }

  static String drift(String window, String measure, boolean moved) {
    return Json.line(
        Map.of(
            "id",
            window + "/" + measure,
            "window",
            window,
            "measure",
            measure,
            "psi",
            0.07,
            "limit",
            0.05,
            "nearest",
            "2025-01-01",
            "compared",
            7,
            "moved",
            moved));
  }

  static String anomaly(String window, int rank, String line) {
    return anomaly(window, "full", "isolation-forest", rank, line);
  }

  static String anomaly(String window, String scale, String detector, int rank, String line) {
    return Json.line(
        Map.of(
            "id",
                window + "/" + scale + "/" + detector + "/" + Integer.toHexString(line.hashCode()),
            "window", window,
            "scale", scale,
            "detector", detector,
            "rank", rank,
            "score", 9.5 - rank * 0.1,
            "command_line", line,
            "explanation",
                scale.equals("full")
                    ? List.of(
                        Map.of(
                            "feature", "token:VERBOSE",
                            "meaning", "1 if the line holds the token",
                            "value", 1.0,
                            "usual", 0.0,
                            "share", 0.171),
                        Map.of(
                            "feature", "characters",
                            "meaning", "characters of the line",
                            "value", 88.0,
                            "usual", 41.0,
                            "share", 0.12))
                    : List.of(),
            "source", SOURCE));
  }

  static String exemplar(String window, int rank, String line) {
    return Json.line(
        Map.of(
            "id",
            exemplarId(window, line),
            "window",
            window,
            "scale",
            "full",
            "detectors",
            List.of("isolation-forest"),
            "rank",
            rank,
            "score",
            9.5,
            "command_line",
            line,
            "source",
            SOURCE));
  }

  static String verdict(String window, String line, String verdict, String reason) {
    return Json.line(
        Map.of(
            "id",
            exemplarId(window, line),
            "window",
            window,
            "scale",
            "full",
            "cmd",
            line,
            "verdict",
            verdict,
            "admitted",
            verdict.equals("BENIGN"),
            "reason",
            reason,
            "model",
            "longtail-rules-2f9c0a41d7be",
            "prompt_version",
            "p1"));
  }

  private static String exemplarId(String window, String line) {
    return window + "/full/" + Integer.toHexString(line.hashCode());
  }
}
