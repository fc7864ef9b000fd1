package dev.longtail.job.local;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Makes the reporter of a {@link LocalMetrics}. Flink finds this class by its name. */
public final class LocalMetricsReporterFactory implements MetricReporterFactory {
  /** Key of the name under which a reporter is found again. */
  static final String ID = "id";

  private static final Map<String, LocalMetricsReporter> RUNNING = new ConcurrentHashMap<>();

  /** The running reporter of that name. */
  static Optional<LocalMetricsReporter> reporter(String id) {
    return Optional.ofNullable(RUNNING.get(id));
  }

  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    String id = properties.getProperty(ID, "");
    LocalMetricsReporter reporter = new LocalMetricsReporter(() -> RUNNING.remove(id));
    RUNNING.put(id, reporter);
    return reporter;
  }
}
