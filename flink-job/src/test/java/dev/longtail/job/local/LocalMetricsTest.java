package dev.longtail.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.OptionalInt;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.junit.jupiter.api.Test;

class LocalMetricsTest {
  private static Configuration cluster() throws IOException {
    Configuration config = LocalFlink.streaming(null, OptionalInt.of(1));
    try (ServerSocket any = new ServerSocket(0)) {
      config.set(RestOptions.BIND_PORT, Integer.toString(any.getLocalPort()));
    }
    return config;
  }

  @Test
  void showsTheMetricsOfItsClusterWhileItRuns() throws Exception {
    Configuration config = cluster();
    LocalMetrics metrics = LocalMetrics.of(config);
    assertThat(metrics.text()).isEmpty();
    try (MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(config)
                .setNumTaskManagers(1)
                .build())) {
      cluster.start();
      assertThat(metrics.text())
          .contains("# TYPE flink_jobmanager_Status_JVM_Memory_Heap_Used gauge\n")
          .contains("flink_taskmanager_Status_JVM_Memory_Heap_Used{tm_id=")
          .doesNotContain("host=");
    }
    assertThat(metrics.text()).isEmpty();
  }

  /** With a list of reporters, Flink starts no other. */
  @Test
  void joinsTheReportersThatAreListed() {
    Configuration config = new Configuration();
    config.set(MetricOptions.REPORTERS_LIST, "prometheus");
    LocalMetrics.of(config);
    assertThat(config.get(MetricOptions.REPORTERS_LIST)).isEqualTo("prometheus,longtail");
    LocalMetrics.of(config);
    assertThat(config.get(MetricOptions.REPORTERS_LIST)).isEqualTo("prometheus,longtail");
  }
}
