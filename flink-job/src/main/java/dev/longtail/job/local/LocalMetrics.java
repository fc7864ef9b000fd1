package dev.longtail.job.local;

import java.util.List;
import java.util.UUID;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MetricOptions;

/**
 * The metrics of a cluster inside this JVM, as text in the form of Prometheus and with the names
 * that Flink's own reporter gives them on a cluster. No port is opened; whoever has this object
 * reads them.
 */
public final class LocalMetrics {
  private static final String REPORTER = "longtail";
  private static final String PREFIX = "metrics.reporter." + REPORTER + ".";

  private final String id;

  private LocalMetrics(String id) {
    this.id = id;
  }

  /** The metrics of the cluster that will be started with {@code config}, which is changed. */
  public static LocalMetrics of(Configuration config) {
    String id = UUID.randomUUID().toString();
    set(config, "factory.class", LocalMetricsReporterFactory.class.getName());
    set(config, LocalMetricsReporterFactory.ID, id);
    // The bounds of a histogram are numbers; a point must stay a point.
    set(config, "filterLabelValueCharacters", "false");
    // Who reads metrics needs no names of machines.
    set(config, "scope.variables.excludes", "host");
    // Without the list, all reporters that are configured are used.
    config
        .getOptional(MetricOptions.REPORTERS_LIST)
        .filter(list -> !List.of(list.split("\\s*,\\s*")).contains(REPORTER))
        .ifPresent(list -> config.set(MetricOptions.REPORTERS_LIST, list + "," + REPORTER));
    return new LocalMetrics(id);
  }

  private static void set(Configuration config, String key, String value) {
    config.set(ConfigOptions.key(PREFIX + key).stringType().noDefaultValue(), value);
  }

  /** All metrics now; nothing if the cluster does not run. */
  public String text() {
    return LocalMetricsReporterFactory.reporter(id).map(LocalMetricsReporter::text).orElse("");
  }
}
