package dev.longtail.job.connect;

/**
 * Decides whether one partition may count as idle: it was silent long enough, and afterwards the
 * broker said that nothing in it is unread. Silence alone proves nothing: a partition whose broker
 * is away is silent too, and its events would be late when they come.
 *
 * <p>Plain Java; changed by one thread, and {@link #length} and {@link #isIdle} may be asked by
 * others.
 */
final class PartitionSilence {
  private final long after;
  private volatile long since;
  private volatile boolean heard;
  private volatile boolean paused;
  private boolean asked;
  private volatile boolean idle;

  /**
   * A partition that is active.
   *
   * @param after nanoseconds of silence before the broker is asked
   * @param now the clock, in nanoseconds
   */
  PartitionSilence(long after, long now) {
    this.after = after;
    this.since = now;
  }

  /**
   * A record came.
   *
   * @return whether the partition was idle until now
   */
  boolean heard() {
    if (!heard) { // Reading costs nothing for each record; writing does.
      heard = true;
    }
    if (!idle) {
      return false;
    }
    idle = false;
    return true;
  }

  /** The reader stops reading the partition for a while, or goes on: the silence is its own. */
  void paused(boolean now) {
    paused = now;
    heard = true;
  }

  /** Whether the broker should be asked now. A record since the last call begins a new silence. */
  boolean wantsProof(long now) {
    if (heard) {
      heard = false;
      since = now;
    }
    if (idle || paused || asked || now - since < after) {
      return false;
    }
    asked = true;
    return true;
  }

  /**
   * The broker's answer to the last question.
   *
   * @param nothingUnread whether it proved that nothing is unread; false if it did not answer
   * @return whether the partition is idle from now on
   */
  boolean answered(boolean nothingUnread) {
    asked = false;
    idle = nothingUnread && !heard && !paused;
    return idle;
  }

  /**
   * How long the partition has been silent at {@code now}, in nanoseconds; 0 while the reader
   * itself does not read it. A record that came since {@link #wantsProof} ended the silence.
   */
  long length(long now) {
    return heard || paused ? 0 : now - since;
  }

  /** Whether windows need not wait for the partition. */
  boolean isIdle() {
    return idle;
  }
}
