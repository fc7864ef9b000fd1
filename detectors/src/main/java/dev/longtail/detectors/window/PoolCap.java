package dev.longtail.detectors.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Bounds a pool that has no model to choose by, because the window before is still open.
 *
 * <p>Up to {@value #MOST} times its capacity the pool holds every command. When it is full, the
 * commands that come first in the order of {@link HashRankSample} stay, {@value #KEPT} times the
 * capacity, and later ones must come before the last of them. So chance chooses, and the order of
 * arrival does not matter. When the model is there, the choice is final and what was left out is
 * counted.
 */
final class PoolCap {
  static final int MOST = 4;
  static final int KEPT = 3;
  private static final long OPEN = -1;

  private boolean reached;
  private long lastRank;
  private long leftOut = OPEN;

  /** Whether the pool has no room for a command of this rank; only while there is no model. */
  boolean refuses(long rank) {
    return reached && rank > lastRank;
  }

  /** Makes room, if the pool is full. */
  void makeRoom(BestCandidates pool) {
    if (pool.size() >= (long) MOST * pool.capacity()) {
      reached = true;
      lastRank = pool.keepFirst(kept(pool));
    }
  }

  /**
   * Ends the bound, because there is a model now.
   *
   * @param unique commands of the window so far
   */
  void lift(BestCandidates pool, long unique) {
    if (reached && leftOut == OPEN) {
      lastRank = pool.keepFirst(kept(pool));
      leftOut = Math.max(0, unique - pool.size());
    }
  }

  private static int kept(BestCandidates pool) {
    return (int) Math.min(Integer.MAX_VALUE, (long) KEPT * pool.capacity());
  }

  /** Unique commands that were left out; known when the bound has ended. */
  long leftOut() {
    return Math.max(0, leftOut);
  }

  PoolCap copy() {
    PoolCap copy = new PoolCap();
    copy.reached = reached;
    copy.lastRank = lastRank;
    copy.leftOut = leftOut;
    return copy;
  }

  void write(DataOutput out) throws IOException {
    out.writeBoolean(reached);
    out.writeLong(lastRank);
    out.writeLong(leftOut);
  }

  static PoolCap read(DataInput in) throws IOException {
    PoolCap read = new PoolCap();
    read.reached = in.readBoolean();
    read.lastRank = in.readLong();
    read.leftOut = in.readLong();
    return read;
  }
}
