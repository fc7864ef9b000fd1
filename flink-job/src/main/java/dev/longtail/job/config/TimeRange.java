package dev.longtail.job.config;

import java.io.Serializable;

/**
 * A range of event times.
 *
 * @param from first millisecond
 * @param until first millisecond behind it
 */
public record TimeRange(long from, long until) implements Serializable {
  /** Every time. */
  public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

  /** Refuses an empty range. */
  public TimeRange {
    if (from >= until) {
      throw new IllegalArgumentException("a time range from " + from + " until " + until);
    }
  }

  public boolean holds(long ts) {
    return ts >= from && ts < until;
  }
}
