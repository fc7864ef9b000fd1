package dev.longtail.job.graph;

/**
 * A record that is no usable event, kept with the reason.
 *
 * @param origin file and line, or topic, partition and offset
 * @param reason what is wrong with the record
 * @param ts its time, or {@link dev.longtail.udfs.event.ParsedRecord.Rejected#NO_TIME}
 * @param raw its bytes as they came; not changed after construction
 */
public record DeadLetter(String origin, String reason, long ts, byte[] raw) {
  /** How the reason of an event begins whose time is too far ahead of the clock. */
  static final String FROM_THE_FUTURE = "from the future";

  /** Whether it is a readable event whose time is too far ahead of the clock. */
  boolean isFromTheFuture() {
    return reason.startsWith(FROM_THE_FUTURE);
  }
}
