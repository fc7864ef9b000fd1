package dev.longtail.job.graph;

import dev.longtail.job.config.TimeRange;
import java.io.Serializable;

/**
 * The timestamps by which batch mode sorts the events of a shard: the event times, spread over all
 * bits.
 *
 * <p>Flink's sorter compares eight bytes of each record before it deserialises the record. Four of
 * them are the key. The other four are the first four of the timestamp, and in a time in
 * milliseconds these are the same for 49 days. So nearly every comparison would have to deserialise
 * both records. Spread over the requested range, four bytes distinguish times a millisecond apart
 * in a range of 24 days, and times a second apart in a range of 68 years.
 *
 * <p>Only the order matters: operators take an event's time from the event.
 */
final class BatchTimestamps implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long from;
  private final int shift;

  /** Spreads the times of a range. */
  BatchTimestamps(TimeRange range) {
    // Times are from 0 to the end of the year 9999 (see the parser).
    from = Math.max(0, range.from());
    long last = Math.min(253_402_300_799_999L, range.until());
    shift = last <= from ? 0 : Long.numberOfLeadingZeros(last - from) - 1;
  }

  /**
   * A timestamp in the order of the times, for times in the range; times outside do not overflow.
   */
  long of(long ts) {
    return ts < from ? 0 : Math.min(ts - from, Long.MAX_VALUE >>> shift) << shift;
  }
}
