package dev.longtail.job.graph;

import dev.longtail.udfs.event.ParsedRecord.Rejected;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * How far an event's time may be ahead of the clock. An event further ahead comes from a host whose
 * clock is wrong. It becomes a dead letter in the source, so that it never moves the watermark.
 *
 * @param limit the longest time ahead; not negative
 */
public record MaxAhead(Duration limit) implements Serializable {
  /** Refuses a negative limit. */
  public MaxAhead {
    if (limit.isNegative()) {
      throw new IllegalArgumentException(limit + ": PT0S or longer");
    }
  }

  /**
   * The record as it was read, or a dead letter in its place.
   *
   * @param read the parsed record
   * @param readAt the clock at that time, in epoch milliseconds
   * @param origin topic, partition and offset; only asked for if the event is refused
   * @param raw its bytes as they came
   */
  public SourceRecord check(SourceRecord read, long readAt, Supplier<String> origin, byte[] raw) {
    long ts = read.timestamp();
    if (ts <= latest(readAt)) {
      return read;
    }
    if (read.skipped() != null) {
      return SourceRecord.skipped(read.skipped().reason(), Rejected.NO_TIME);
    }
    String reason =
        "%s: %s is more than %s after %s"
            .formatted(
                DeadLetter.FROM_THE_FUTURE,
                Instant.ofEpochMilli(ts),
                limit,
                Instant.ofEpochMilli(readAt));
    // Its true window is not known, so the dead letter has no time.
    return SourceRecord.unusable(origin.get(), reason, Rejected.NO_TIME, raw);
  }

  /** The latest time that is accepted; the largest number if that is beyond all numbers. */
  private long latest(long readAt) {
    long ahead = limit.toMillis();
    return readAt > Long.MAX_VALUE - ahead ? Long.MAX_VALUE : readAt + ahead;
  }
}
