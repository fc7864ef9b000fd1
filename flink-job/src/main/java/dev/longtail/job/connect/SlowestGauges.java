package dev.longtail.job.connect;

import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * Shows the slowest partition of a subtask as metrics. They have the partition's number as a value:
 * a label for each partition would be many, and none holds what was read.
 */
final class SlowestGauges {
  private SlowestGauges() {}

  /**
   * Metrics in the group {@code slowest} below {@code source}.
   *
   * @param now asked whenever the metrics are, on any thread
   */
  static void register(MetricGroup source, Supplier<SlowestPartition> now) {
    MetricGroup group = source.addGroup("slowest");
    register(group, "partition", now, SlowestPartition::partition);
    register(group, "silentMillis", now, SlowestPartition::silentMillis);
    register(group, "reached", now, SlowestPartition::reached);
    register(group, "latest", now, SlowestPartition::latest);
  }

  private static void register(
      MetricGroup group,
      String name,
      Supplier<SlowestPartition> now,
      ToLongFunction<SlowestPartition> value) {
    group.gauge(name, (Gauge<Long>) () -> value.applyAsLong(now.get()));
  }
}
