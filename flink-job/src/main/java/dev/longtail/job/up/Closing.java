package dev.longtail.job.up;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Decides when a day is closed and its exemplars are labelled, by figures of the running job that
 * are some seconds old and not of one moment.
 */
public final class Closing {
  /** Within it, figures that were older than the end of the day are new. */
  private static final Duration SETTLED = Duration.ofSeconds(4);

  private final long end;
  private final Duration patience;
  private Instant closed;
  private Instant lastAnswer;
  private long waiting = Long.MAX_VALUE;

  /**
   * Waits for a day.
   *
   * @param end the first moment after it, in epoch milliseconds
   * @param patience without an answer for so long, labels are no longer waited for
   */
  public Closing(long end, Duration patience) {
    this.end = end;
    this.patience = patience;
  }

  /**
   * Whether there is nothing more to wait for.
   *
   * @param time up to which all windows are closed, and their exemplars have come to the labeler
   * @param unanswered exemplars that wait for a verdict
   */
  public boolean isDone(OptionalLong time, OptionalLong unanswered, Instant now) {
    if (time.isEmpty() || time.getAsLong() < end - 1) {
      return false;
    }
    if (closed == null) {
      closed = now;
      lastAnswer = now;
    }
    if (unanswered.isEmpty() || now.isBefore(closed.plus(SETTLED))) {
      return false;
    }
    if (unanswered.getAsLong() < waiting) {
      waiting = unanswered.getAsLong();
      lastAnswer = now;
    }
    return waiting == 0 || now.isAfter(lastAnswer.plus(patience));
  }

  /** Exemplars that still wait when it is done. */
  public long waiting() {
    return waiting == Long.MAX_VALUE ? 0 : waiting;
  }
}
