package dev.longtail.job.connect;

import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * Shows the slowest partition of a subtask as metrics. They have the partition's number as a value:
 * a label for each partition would be many, and none holds what was read.
 */
final class SlowestGauges implements Consumer<SlowestPartition> {
  private volatile SlowestPartition now = SlowestPartition.none(Long.MIN_VALUE);

  /** Metrics in the group {@code slowest} below {@code source}. */
  SlowestGauges(MetricGroup source) {
    MetricGroup group = source.addGroup("slowest");
    register(group, "partition", SlowestPartition::partition);
    register(group, "silentMillis", SlowestPartition::silentMillis);
    register(group, "reached", SlowestPartition::reached);
    register(group, "latest", SlowestPartition::latest);
  }

  private void register(MetricGroup group, String name, ToLongFunction<SlowestPartition> value) {
    group.gauge(name, (Gauge<Long>) () -> value.applyAsLong(now));
  }

  @Override
  public void accept(SlowestPartition slowest) {
    now = slowest;
  }
}
