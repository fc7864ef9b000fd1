package dev.longtail.job.local;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import org.apache.flink.metrics.prometheus.AbstractPrometheusReporter;

/**
 * Flink's reporter for Prometheus without its HTTP server, which would listen on all addresses of
 * the machine. Names, labels and kinds are Flink's.
 */
final class LocalMetricsReporter extends AbstractPrometheusReporter {
  private final CollectorRegistry metrics = registryOfFlink();
  private final Runnable closed;

  /** A reporter that runs {@code closed} when its cluster ends. */
  LocalMetricsReporter(Runnable closed) {
    this.closed = closed;
  }

  /** Flink keeps it for the classes of its own package; LocalMetricsTest finds a change. */
  private CollectorRegistry registryOfFlink() {
    try {
      Field registry = AbstractPrometheusReporter.class.getDeclaredField("registry");
      registry.setAccessible(true);
      return (CollectorRegistry) registry.get(this);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Flink's reporter for Prometheus has changed", e);
    }
  }

  String text() {
    StringWriter text = new StringWriter();
    try {
      TextFormat.write004(text, metrics.metricFamilySamples());
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory", e);
    }
    return text.toString();
  }

  @Override
  public void close() {
    closed.run();
    super.close();
  }
}
