package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.config.LongtailOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a cluster serves the page, and where it looks for itself. */
class ClusterPageTest {
  private static final Configuration NONE = new Configuration();
  private static final String APPLICATION =
      "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint";

  private final List<String> said = new ArrayList<>();

  @Test
  void asksItsOwnInterface() {
    assertThat(ClusterPage.interfaces(Configuration.fromMap(Map.of())))
        .containsExactly(URI.create("http://127.0.0.1:8081"));
    assertThat(
            ClusterPage.interfaces(
                Configuration.fromMap(
                    Map.of("rest.bind-address", "10.1.2.3", "rest.bind-port", "8090-8092"))))
        .containsExactly(
            URI.create("http://10.1.2.3:8090"),
            URI.create("http://10.1.2.3:8091"),
            URI.create("http://10.1.2.3:8092"));
    assertThat(
            ClusterPage.interfaces(
                Configuration.fromMap(Map.of("rest.bind-address", "0.0.0.0", "rest.port", "9000"))))
        .containsExactly(URI.create("http://127.0.0.1:9000"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.apache.flink.client.cli.CliFrontend run longtail-job.jar",
        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint --configDir /conf",
        "org.apache.flink.kubernetes.entrypoint.KubernetesSessionClusterEntrypoint",
        ""
      })
  void onlyAClusterOfThisJobAloneServesIt(String command) {
    assertThat(ClusterPage.start(options("8070"), NONE, command, said::add)).isEmpty();
    assertThat(said).singleElement().asString().contains("longtail page --config F --rest URL");
  }

  @Test
  void withoutAPortNothingIsSaid() {
    assertThat(ClusterPage.start(options(""), NONE, APPLICATION, said::add)).isEmpty();
    assertThat(said).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        APPLICATION + " --job-classname dev.longtail.job.run.JobMain",
        "org.apache.flink.kubernetes.entrypoint.KubernetesApplicationClusterEntrypoint",
        "org.apache.flink.yarn.entrypoint.YarnApplicationClusterEntryPoint"
      })
  void whatCannotBeServedIsSaidAndStopsNothing(String command) {
    LongtailOptions elsewhere = options("8070, host: 203.0.113.7");
    assertThat(ClusterPage.start(elsewhere, NONE, command, said::add)).isEmpty();
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("there is no page: page.port: 203.0.113.7:8070 cannot be used");
  }

  private static LongtailOptions options(String port) {
    return LongtailOptions.read(
        """
        source: {bootstrap-servers: "127.0.0.1:1", topic: events, group-id: g}
        sink: {files: {path: /data}}
        checkpoints: {directory: "file:///checkpoints"}
        %s
        """
            .formatted(port.isEmpty() ? "" : "page: {port: " + port + "}"),
        "f",
        Map.of(),
        List.of());
  }
}
