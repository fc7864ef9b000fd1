package dev.longtail.job.up;

import java.time.Duration;

/**
 * Says when an event is due: time between events passes {@code speed} times as fast as it did. A
 * pause of more than a day passes as a day, because nobody wants to wait for a year without events.
 */
final class Pace {
  private static final long LONGEST_PAUSE = Duration.ofDays(1).toMillis();
  private static final double NANOS = 1e6;

  private final double speed;
  private boolean begun;
  private long lastTime;
  private long lastDue;

  /**
   * A pace.
   *
   * @param speed event time that passes in the same wall time, more than 0
   */
  Pace(double speed) {
    if (!(speed > 0)) {
      throw new IllegalArgumentException("the speed must be more than 0");
    }
    this.speed = speed;
  }

  /**
   * When the next event is due; the first one is due now. Who sends late catches up.
   *
   * @param ts its time in epoch milliseconds, not before that of the event before
   * @param now on a clock of nanoseconds
   */
  long due(long ts, long now) {
    lastDue =
        begun ? lastDue + (long) (Math.min(ts - lastTime, LONGEST_PAUSE) * NANOS / speed) : now;
    lastTime = ts;
    begun = true;
    return lastDue;
  }
}
