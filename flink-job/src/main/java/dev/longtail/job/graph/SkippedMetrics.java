package dev.longtail.job.graph;

import dev.longtail.udfs.event.SkipReason;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** The records that are no process start, by reason, as metrics. */
final class SkippedMetrics {
  private final Map<SkipReason, Counter> counters = new EnumMap<>(SkipReason.class);

  SkippedMetrics(MetricGroup operator) {
    for (SkipReason reason : SkipReason.values()) {
      counters.put(
          reason, operator.addGroup("skipped").addGroup("reason", reason.label()).counter("total"));
    }
  }

  void add(SkipReason reason, long more) {
    counters.get(reason).inc(more);
  }
}
