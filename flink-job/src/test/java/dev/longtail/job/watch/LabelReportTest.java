package dev.longtail.job.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The gauges of the label operator, as Flink's interface gives them. */
class LabelReportTest {
  @Test
  void readsTheGaugesThatAreThere() throws IOException {
    assertThat(
            read(
                """
                [{"id":"0.label.label.waiting","value":"412"},
                 {"id":"0.label.label.calls","value":"90"},
                 {"id":"0.label.label.tokens","value":"70000"},
                 {"id":"0.label.label.inFlight","value":"2"},
                 {"id":"0.label.label.endpointDownSince","value":"1735819200000"}]\
                """))
        .satisfies(
            labels -> {
              assertThat(labels.waiting()).isEqualTo(412);
              assertThat(labels.inFlight()).isEqualTo(2);
              assertThat(labels.calls()).isEqualTo(90);
              assertThat(labels.tokens()).isEqualTo(70_000);
              assertThat(labels.downSince()).contains(Instant.parse("2025-01-02T12:00:00Z"));
            });
    assertThat(
            read(
                """
                [{"id":"0.label.label.waiting","value":"0"},
                 {"id":"0.label.label.endpointDownSince","value":"0"}]\
                """))
        .satisfies(labels -> assertThat(labels.downSince()).isEmpty());
    assertThat(read("[]")).isNull();
  }

  private static LabelReport read(String answer) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/vertex/metrics",
        exchange -> {
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      return LabelReport.of(
          new FlinkRest(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
          "/vertex");
    } finally {
      server.stop(0);
    }
  }
}
