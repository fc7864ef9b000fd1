package dev.longtail.training.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a labelled line comes from, as far as its record says.
 *
 * @param os operating system, e.g. {@code linux}; empty if unknown
 * @param family the source that the line was gathered from, e.g. a project, a sandbox or a case;
 *     empty if unknown. Lines of one family resemble one another, so that a classifier is only
 *     tried fairly on families that it was not trained on
 * @param day the day it was first seen, {@code 2025-01-05}; empty if unknown
 */
public record LineOrigin(String os, String family, String day) {
  /** Nothing is known. */
  public static final LineOrigin UNKNOWN = new LineOrigin("", "");

  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  /** An origin of unknown day. */
  public LineOrigin(String os, String family) {
    this(os, family, "");
  }

  /**
   * What {@code record} says: {@code os} (beside the line, or of the event it was mined from, which
   * exemplars name {@code source} and training data {@code lineage.source}), {@code family}, and
   * {@code first_seen} or the window that it was mined from.
   */
  static LineOrigin of(JsonNode record) {
    String os = record.path("os").asText("");
    String source = record.path("source").path("os").asText("");
    String lineage = record.path("lineage").path("source").path("os").asText("");
    return new LineOrigin(
        os.isEmpty() ? source.isEmpty() ? lineage : source : os,
        record.path("family").asText(""),
        day(record.path("first_seen").asText(record.path("window").asText(""))));
  }

  /** The day that {@code time} begins with. */
  private static String day(String time) {
    Matcher day = DAY.matcher(time);
    return day.lookingAt() ? day.group() : "";
  }
}
