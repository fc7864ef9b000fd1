package dev.longtail.training.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How many events became how many training lines, as the backfill counted them ({@code
 * funnel.json}).
 *
 * @param windows one entry per window and scale, in the file's order
 * @param total the whole backfill
 * @param labeler who gave the verdicts, e.g. {@code rules, not a model}; empty if the file does not
 *     say
 */
public record FunnelCounts(List<Window> windows, Map<Stage, Long> total, String labeler) {

  /** The counted stages, from the event to the training line. */
  public enum Stage {
    EVENTS,
    UNPARSABLE,
    LATE,
    REPEATED,
    UNIQUE,
    ANOMALIES,
    NEAR_DUPLICATES,
    EXEMPLARS,
    BENIGN,
    MALICIOUS,
    ABSTAINED,
    ADMITTED,
    QUARANTINED,
    WAITING;

    /** The field's name in the file. */
    public String field() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The counts of one window at one scale.
   *
   * @param window e.g. {@code 2025-01-05}, or {@code unknown} for events whose time is unknown
   * @param scale {@code full} or {@code reduced}; empty if the file does not say
   * @param counts every stage
   */
  public record Window(String window, String scale, Map<Stage, Long> counts) {
    public Window {
      counts = Map.copyOf(counts);
    }
  }

  public FunnelCounts {
    windows = List.copyOf(windows);
    total = Map.copyOf(total);
  }

  /**
   * Reads {@code funnel.json}. A stage that is not in the file counts 0.
   *
   * @throws InputException naming the file and what is wrong with it
   */
  public static FunnelCounts read(Path file) {
    JsonNode root = JsonFile.read(file);
    if (!root.path("windows").isArray() || !root.path("total").isObject()) {
      throw new InputException(file + ": fields \"windows\" and \"total\" are expected");
    }
    List<Window> windows = new ArrayList<>();
    for (JsonNode window : root.get("windows")) {
      windows.add(
          new Window(
              window.path("window").asText("unknown"),
              window.path("scale").asText(""),
              counts(window, file)));
    }
    return new FunnelCounts(
        windows, counts(root.get("total"), file), root.path("labeler").asText(""));
  }

  private static Map<Stage, Long> counts(JsonNode node, Path file) {
    Map<Stage, Long> counts = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      JsonNode count = node.path(stage.field());
      if (!count.isMissingNode() && !count.isIntegralNumber()) {
        throw new InputException(
            "%s: field \"%s\" is no whole number".formatted(file, stage.field()));
      }
      counts.put(stage, count.asLong(0));
    }
    return counts;
  }
}
