package dev.longtail.detectors.core;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

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

  /** Refuses windows that are no whole number of seconds. */
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

  /** A window's name: its date, or its start in ISO-8601 where windows are no days. */
  public String nameOf(long start) {
    Instant instant = Instant.ofEpochMilli(start);
    return size == DAILY.size ? DATE.format(instant) : instant.toString();
  }
}
