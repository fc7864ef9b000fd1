package dev.longtail.job.graph;

import dev.longtail.job.config.TimeRange;
import java.io.Serializable;

/**
 * The timestamps by which batch mode sorts the events of a shard: their times, spread over all
 * bits.
 *
 * <p>Flink's sorter compares eight bytes of each record before it deserialises it, four of which
 * are the key. The four that remain of a time in milliseconds are the same for 49 days, so that
 * nearly every comparison would have to look into both records. Spread over the range asked for,
 * four bytes tell times a millisecond apart in a range of 24 days, and a second apart in 68 years.
 *
 * <p>Only the order matters: operators take an event's time from the event.
 */
final class BatchTimestamps implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long from;
  private final int shift;

  /** Spreads the times of a range. */
  BatchTimestamps(TimeRange range) {
    // Times are not negative and end with the year 9999 (see the parser).
    from = Math.max(0, range.from());
    long last = Math.min(253_402_300_799_999L, range.until());
    shift = last <= from ? 0 : Long.numberOfLeadingZeros(last - from) - 1;
  }

  /** A timestamp in the order of the times, for times in the range; others do not overflow. */
  long of(long ts) {
    return ts < from ? 0 : Math.min(ts - from, Long.MAX_VALUE >>> shift) << shift;
  }
}
