package dev.longtail.udfs.flink;

import dev.longtail.udfs.embedding.BatchingEmbedder;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * Shows queue and cache of an embedder as metrics. All subtasks of a JVM that embed share the
 * embedder, so each of them shows the same numbers: take the maximum of a TaskManager, not the sum.
 */
public final class EmbedderGauges {
  private EmbedderGauges() {}

  /** Metrics in the group {@code embedder} below {@code operator}. */
  public static void register(MetricGroup operator, BatchingEmbedder embedder) {
    MetricGroup group = operator.addGroup("embedder");
    gauge(group, "queue", embedder::waiting);
    gauge(group, "cache_bytes", embedder::remembered);
    gauge(group, "texts_total", embedder::asked);
    gauge(group, "cache_hits_total", embedder::shared);
    gauge(group, "disk_hits_total", embedder::readFromDisk);
    gauge(group, "computed_total", embedder::computed);
    gauge(group, "batches_total", embedder::batches);
  }

  private static void gauge(MetricGroup group, String name, LongSupplier value) {
    group.gauge(name, (Gauge<Long>) value::getAsLong);
  }
}
