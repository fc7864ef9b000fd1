package dev.longtail.labeler.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * How many calls a server gets at once: as many as it answers well. It begins with one call. Each
 * good answer raises it by one if all places were taken meanwhile, which doubles it with each
 * round; after the first setback by one a round. Too many requests, a failure and a timeout halve
 * it, once for all calls that were on their way. (Additive increase, multiplicative decrease: Chiu
 * and Jain 1989.)
 *
 * <p>A server that takes one request after the other makes later ones wait, and would answer them
 * so late that they are timeouts of our own making. So an answer that took more than a third of the
 * deadline, and clearly more than the quickest, lowers the limit in proportion. A server that takes
 * long for each answer, but for many at once, is told apart by trying two: if they take no longer
 * than one, it gets more.
 *
 * <p>A call that finds no place waits for one, the oldest first. Thread-safe.
 */
final class CallLimit {
  private static final int TARGET_PARTS = 3;

  /** An answer within so many times the quickest has not waited for another. */
  private static final double UNDELAYED = 1.5;

  /** The quickest answer is forgotten by so much with each answer: models and loads change. */
  private static final double FORGETTING = 1.02;

  /** Answers after a setback until two at once are tried again. */
  private static final int PATIENCE = 20;

  private final int most;
  private final long deadlineNanos;
  private final long targetNanos;
  private final LongSupplier nanoClock;
  private final Deque<Taker> queue = new ArrayDeque<>();
  private double limit = 1;
  private boolean setback;
  private int sinceSetback;
  private int undelayedInARow;
  private double quickest = Double.MAX_VALUE;
  private long lastSetback;
  private long lastFull;
  private int out;
  private boolean draining;

  /**
   * A limit.
   *
   * @param most calls at once, whatever the server answers
   * @param deadline of a call
   */
  CallLimit(int most, Duration deadline, LongSupplier nanoClock) {
    this.most = most;
    this.deadlineNanos = deadline.toNanos();
    this.targetNanos = deadlineNanos / TARGET_PARTS;
    this.nanoClock = nanoClock;
    this.lastSetback = nanoClock.getAsLong();
    this.lastFull = lastSetback - 1;
  }

  /** A place of a call. It must be left once. */
  final class Place {
    private final long since = nanoClock.getAsLong();
    private boolean left;

    /** A request of the call was answered after {@code nanos}. */
    void seen(long nanos) {
      grow(this, nanos);
    }

    /** The server has too much to do, or failed. */
    void failed() {
      shrink(this, 0.5);
    }

    /** The call is over; calls that wait for a place get it. */
    void leave() {
      release(this);
    }
  }

  /** What is done with a place. */
  @FunctionalInterface
  interface Taker {
    void take(Place place);
  }

  /** Gives {@code taker} a place, now or when one is free, on the thread of whoever frees it. */
  void enter(Taker taker) {
    synchronized (this) {
      queue.add(taker);
    }
    drain();
  }

  /** One thread at a time, in a loop: a call that ends at once makes room for the next. */
  private void drain() {
    while (true) {
      Taker taker;
      Place place;
      synchronized (this) {
        if (draining || queue.isEmpty() || out >= places()) {
          return;
        }
        draining = true;
        taker = queue.remove();
        out++;
        place = new Place();
        if (out >= places()) {
          lastFull = place.since;
        }
      }
      try {
        taker.take(place);
      } finally {
        synchronized (this) {
          draining = false;
        }
      }
    }
  }

  private int places() {
    return (int) Math.max(1, Math.min(limit, most));
  }

  private synchronized void grow(Place place, long nanos) {
    quickest = Math.min(quickest * FORGETTING, (double) nanos);
    sinceSetback++;
    boolean undelayed = nanos <= quickest * UNDELAYED;
    undelayedInARow = undelayed ? undelayedInARow + 1 : 0;
    if (nanos > targetNanos && !undelayed) {
      shrink(place, (double) targetNanos / nanos);
    } else if (lastFull - place.since >= 0 && limit < most && mayGrow(nanos)) {
      undelayedInARow = 0;
      limit = Math.min(most, limit + (setback ? 1 / limit : 1));
    }
  }

  private boolean mayGrow(long nanos) {
    if (nanos <= targetNanos) {
      return true;
    }
    if (limit >= 2) {
      // The first of a queue is never delayed: none of two rounds may be.
      return undelayedInARow >= 2 * limit && nanos <= deadlineNanos / 3 * 2;
    }
    // Two at once of a serial server take twice as long, which must still be in time.
    return nanos <= deadlineNanos * 0.45 && (!setback || sinceSetback > PATIENCE);
  }

  private synchronized void shrink(Place place, double factor) {
    if (place.since - lastSetback < 0) {
      return; // it was on its way when the limit was lowered
    }
    setback = true;
    sinceSetback = 0;
    lastSetback = nanoClock.getAsLong();
    limit = Math.max(1, limit * Math.max(0.5, factor));
  }

  private void release(Place place) {
    synchronized (this) {
      if (place.left) {
        return;
      }
      place.left = true;
      out--;
    }
    drain();
  }

  /** Calls at once that the server gets now. */
  synchronized int now() {
    return places();
  }
}
