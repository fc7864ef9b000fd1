package dev.longtail.job.run;

import dev.longtail.job.config.TimeRange;
import dev.longtail.job.config.TopologyOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * What a start of the streaming job begins with.
 *
 * @param restore checkpoint or savepoint, as Flink takes it; null without state
 * @param offsets where the events begin if there is no state
 * @param notBefore events before this time are ignored, in epoch milliseconds; {@link
 *     Long#MIN_VALUE} if all count
 */
record Beginning(String restore, OffsetsInitializer offsets, long notBefore) {
  /** How far a record's time in Kafka may be before the time of its event. */
  private static final Duration AHEAD = Duration.ofHours(1);

  /** Goes on from state, which holds the offsets. */
  @SuppressWarnings(
      "deprecation") // The connector offers only this type to say what happens without offsets.
  static Beginning from(String restore) {
    return new Beginning(
        restore, OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST), Long.MIN_VALUE);
  }

  /** The first start of a job: from the first record of its topic. */
  static Beginning first() {
    return new Beginning(null, OffsetsInitializer.earliest(), Long.MIN_VALUE);
  }

  /**
   * Without state at the start of a window. What the topic holds of the windows before is read
   * past, for a part of a window would be ranked as if it were all.
   *
   * @param window start of the window; empty if it is not known, and then all records count
   */
  static Beginning anew(OptionalLong window) {
    if (window.isEmpty()) {
      return first();
    }
    long start = window.getAsLong();
    return new Beginning(
        null, OffsetsInitializer.timestamp(Math.max(0, start - AHEAD.toMillis())), start);
  }

  /** The computation of {@code options} from the beginning on. */
  TopologyOptions applyTo(TopologyOptions options) {
    TimeRange range = options.events().range();
    return notBefore <= range.from()
        ? options
        : options.with(new TimeRange(notBefore, Math.max(range.until(), notBefore + 1)));
  }

  /** The start of the window, for a message. */
  Instant window() {
    return Instant.ofEpochMilli(notBefore);
  }
}
