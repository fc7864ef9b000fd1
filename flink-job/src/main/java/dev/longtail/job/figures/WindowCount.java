package dev.longtail.job.figures;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines.Location;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.flink.types.Row;

/**
 * A {@link FunnelCount} as the figures read it. The stage stays text, so counts of a stage that
 * this version does not know are skipped, not refused.
 *
 * @param start start of the window in epoch milliseconds, or {@link #UNDATED}
 */
record WindowCount(long start, String scale, String stage, String place, long count) {
  /** Start of the window of records whose time is not known. */
  static final long UNDATED = Long.MIN_VALUE;

  /**
   * Reads a line of a {@code funnel} folder or topic.
   *
   * @throws InputException naming place and field if it is no count, or a count of other windows
   */
  static WindowCount of(JsonNode record, Location where, DetectorWindows windows) {
    return new WindowCount(
        start(text(record, "window", where), where, windows),
        text(record, "scale", where),
        text(record, "stage", where),
        text(record, "place", where),
        count(record, where));
  }

  boolean isDated() {
    return start != UNDATED;
  }

  /** In the form of {@link CumulativeFigures#COUNT}. */
  Row row() {
    return Row.of(start, scale, stage, place, count);
  }

  private static String text(JsonNode record, String field, Location where) {
    JsonNode value = record.get(field);
    if (value == null || !value.isTextual()) {
      throw new InputException("%s: field \"%s\" is missing or no text".formatted(where, field));
    }
    return value.textValue();
  }

  private static long count(JsonNode record, Location where) {
    JsonNode value = record.get("count");
    if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new InputException(where + ": field \"count\" is missing or no whole number");
    }
    if (value.longValue() < 0) {
      throw new InputException(where + ": field \"count\" is negative");
    }
    return value.longValue();
  }

  private static long start(String name, Location where, DetectorWindows windows) {
    if (name.equals(FunnelCount.UNKNOWN_WINDOW)) {
      return UNDATED;
    }
    long start;
    try {
      start =
          name.indexOf('T') < 0
              ? LocalDate.parse(name).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()
              : Instant.parse(name).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new InputException(
          "%s: field \"window\" is \"%s\"; a date or a time as 2025-01-05T12:00:00Z is expected"
              .formatted(where, name),
          e);
    }
    if (windows.startOf(start) != start || !windows.nameOf(start).equals(name)) {
      throw new InputException(
          "%s: field \"window\" is \"%s\", which is no name of a window of %s"
              .formatted(where, name, Duration.ofMillis(windows.size())));
    }
    return start;
  }
}
