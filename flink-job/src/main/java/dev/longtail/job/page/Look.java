package dev.longtail.job.page;

import dev.longtail.job.watch.JobReport;
import java.time.Instant;
import java.util.List;

/**
 * What a look at the job's cluster showed.
 *
 * @param job id of the job; empty if there was none yet
 * @param report the last one; null if there was none yet
 * @param at time of the report; null if there was none yet
 * @param problem why there is no newer one, in words; empty if all is well
 * @param recentRestarts in the last ten minutes
 * @param lastFailure why it restarted last, in a line; empty if it did not while it was watched
 * @param past earlier reports, the oldest first
 */
record Look(
    String job,
    JobReport report,
    Instant at,
    String problem,
    long recentRestarts,
    String lastFailure,
    List<Point> past) {
  /** Before the first look. */
  static final Look NONE = new Look("", null, null, "", 0, "", List.of());

  /**
   * A report's figures, for a curve; -1 stands for what was not known.
   *
   * @param at seconds since the epoch
   * @param lag records in the topic that are not read yet
   * @param records read since the last restart
   * @param watermark seconds since the epoch
   * @param bytes of the last checkpoint
   * @param waiting exemplars without a verdict
   */
  record Point(long at, long lag, long records, long watermark, long bytes, long waiting) {}

  /** Records a second over the last minute; -1 if that is not known. */
  double rate() {
    if (past.isEmpty()) {
      return -1;
    }
    Point last = past.get(past.size() - 1);
    for (Point each : past) {
      if (each.at >= last.at - 60 && each.records >= 0 && last.at > each.at) {
        return last.records >= each.records
            ? (double) (last.records - each.records) / (last.at - each.at)
            : -1;
      }
    }
    return -1;
  }
}
