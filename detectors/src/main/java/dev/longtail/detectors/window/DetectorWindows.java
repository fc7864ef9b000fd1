package dev.longtail.detectors.window;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/**
 * Tumbling event-time windows in UTC, by default of one day. A window is identified by its start.
 *
 * @param size length in milliseconds
 */
public record DetectorWindows(long size) implements Serializable {
  /** The published daily runs. */
  public static final DetectorWindows DAILY = new DetectorWindows(Duration.ofDays(1).toMillis());

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

  /** Refuses windows that are not a whole number of seconds. */
  public DetectorWindows {
    if (size <= 0 || size % 1000 != 0) {
      throw new IllegalArgumentException(
          "a detector window of " + size + " ms; a positive whole number of seconds");
    }
  }

  /** Start of the window that holds the time {@code ts}. */
  public long startOf(long ts) {
    return Math.floorDiv(ts, size) * size;
  }

  /** The last millisecond of a window; its results carry this timestamp. */
  public long lastOf(long start) {
    return start + size - 1;
  }

  /** A window's name: its date. If windows are not one day long: its start in ISO-8601. */
  public String nameOf(long start) {
    Instant instant = Instant.ofEpochMilli(start);
    return size == DAILY.size ? DATE.format(instant) : instant.toString();
  }

  /**
   * The start of the window with the name that {@link #nameOf} gives.
   *
   * @throws IllegalArgumentException if no window of this size has this name
   */
  public long startOf(String name) {
    long start;
    try {
      start =
          name.indexOf('T') < 0
              ? LocalDate.parse(name).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()
              : Instant.parse(name).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is no window; a date such as 2025-01-05, or an instant", e);
    }
    if (startOf(start) != start) {
      throw new IllegalArgumentException(
          "no window of " + Duration.ofMillis(size) + " begins at " + name);
    }
    return start;
  }
}
