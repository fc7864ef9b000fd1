package dev.longtail.detectors.flink;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * How long a kind of work takes, as metrics: {@code NAME_seconds_sum} and {@code
 * NAME_seconds_count}, from which rates give a mean, and {@code NAME_seconds_last}. Any thread may
 * add.
 */
final class SecondsGauges {
  private static final double NANOS = 1e9;

  private final AtomicLong sum = new AtomicLong();
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong last = new AtomicLong();

  SecondsGauges(MetricGroup group, String name) {
    group.gauge(name + "_seconds_sum", (Gauge<Double>) () -> sum.get() / NANOS);
    group.gauge(name + "_seconds_count", (Gauge<Long>) count::get);
    group.gauge(name + "_seconds_last", (Gauge<Double>) () -> last.get() / NANOS);
  }

  /** One piece of work took {@code nanos} nanoseconds. */
  void add(long nanos) {
    var unused = sum.addAndGet(nanos);
    var unusedToo = count.incrementAndGet();
    last.set(nanos);
  }
}
