package dev.longtail.labeler.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * How many calls a server gets at once: as many as it answers well. It begins with one call. Each
 * good answer raises it by one if all places were taken meanwhile, which doubles it with each
 * round; after the first setback by one a round. Setbacks halve it, once for all calls that were on
 * their way: too many requests, a failure, a timeout. An answer that took more than a third of the
 * deadline lowers it in proportion: a server that takes one request after the other is then slow,
 * and never so late that its answers are timeouts of our own making. (Additive increase,
 * multiplicative decrease: Chiu and Jain 1989.)
 *
 * <p>A call that finds no place waits for one, the oldest first. Thread-safe.
 */
final class CallLimit {
  private static final int TARGET_PARTS = 3;

  private final int most;
  private final long targetNanos;
  private final LongSupplier nanoClock;
  private final Deque<Taker> queue = new ArrayDeque<>();
  private double limit = 1;
  private boolean setback;
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
    this.targetNanos = deadline.toNanos() / TARGET_PARTS;
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
    if (nanos > targetNanos) {
      shrink(place, (double) targetNanos / nanos);
    } else if (lastFull - place.since >= 0 && limit < most) {
      limit = Math.min(most, limit + (setback ? 1 / limit : 1));
    }
  }

  private synchronized void shrink(Place place, double factor) {
    if (place.since - lastSetback < 0) {
      return; // it was on its way when the limit was lowered
    }
    setback = true;
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
