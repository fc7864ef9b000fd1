package dev.longtail.job.connect;

/**
 * The partition of a subtask that is the furthest behind of those that hold the watermark, and how
 * far the others are.
 *
 * @param partition its number
 * @param silentMillis since its last record, or since it was assigned; some seconds too few
 * @param reached time of its latest event, in epoch milliseconds; {@link Long#MIN_VALUE} if it had
 *     none
 * @param latest time of the latest event of all partitions of the subtask, likewise
 */
record SlowestPartition(int partition, long silentMillis, long reached, long latest) {
  /** Of a subtask in which no partition holds the watermark. */
  static SlowestPartition none(long latest) {
    return new SlowestPartition(-1, 0, Long.MAX_VALUE, latest);
  }
}
