package dev.longtail.labeler.client;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Durations counted by bounds, in the form of a histogram of Prometheus. Thread-safe. */
public final class LatencyBuckets {
  /** Upper bounds in seconds. What takes longer is in {@link #count} alone. */
  public static final List<Double> BOUNDS =
      List.of(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0);

  private static final double NANOS = 1e9;

  private final List<LongAdder> upTo = BOUNDS.stream().map(bound -> new LongAdder()).toList();
  private final LongAdder count = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  /** Adds a duration. */
  void add(long duration) {
    for (int i = BOUNDS.size() - 1; i >= 0 && duration <= BOUNDS.get(i) * NANOS; i--) {
      upTo.get(i).increment();
    }
    nanos.add(duration);
    count.increment();
  }

  /** Durations up to the bound at {@code index}, those up to smaller bounds included. */
  public long upTo(int index) {
    return upTo.get(index).sum();
  }

  /** All durations. */
  public long count() {
    return count.sum();
  }

  /** Their sum in seconds. */
  public double seconds() {
    return nanos.sum() / NANOS;
  }
}
