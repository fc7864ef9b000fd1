package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the jobs on a cluster is the one of a configuration. */
class RunningJobsTest {
  private static final String NOTHING_SAVED = "{\"latest\":{}}";

  @TempDir Path folder;
  private final List<String> orders = new ArrayList<>();
  private final Map<String, String> answers = new HashMap<>();
  private HttpServer cluster;
  private Path config;

  @BeforeEach
  void start() throws IOException {
    config =
        Files.writeString(
            folder.resolve("l.yaml"),
            """
            source: {bootstrap-servers: 'b:1', topic: events, group-id: g}
            sink: {kafka: {bootstrap-servers: 'b:1'}}
            checkpoints: {directory: 'file:///var/ours'}
            """);
    cluster = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    cluster.createContext("/", this::answer);
    cluster.start();
    answers.put(
        "/jobs/overview",
        "{\"jobs\":[{\"name\":\"longtail\",\"state\":\"RUNNING\",\"jid\":\"j\"}]}");
    answers.put("/jobs/j/checkpoints", NOTHING_SAVED);
    answers.put("/jobs/j/config", "{}");
  }

  @AfterEach
  void stop() {
    cluster.stop(0);
  }

  @Test
  void aYoungJobOfAnotherConfigurationIsNotStopped() {
    says("events/g", "file:///var/theirs");
    assertNone();
    says("events/other", "file:///var/ours");
    assertNone();
  }

  @Test
  void aJobThatSaysNothingIsNotStoppedBeforeItHasSaved() {
    assertNone();
    answers.put("/jobs/j/checkpoints", savedAt("file:/var/theirs/j/chk-1"));
    assertNone();
  }

  @Test
  void theJobOfTheConfigurationIsFound() {
    says("events/g", "file:///var/ours");
    assertFound();
  }

  @Test
  void anEarlierJobIsFoundByWhereItSaves() {
    answers.put("/jobs/j/checkpoints", savedAt("file:/var/ours/j/chk-1"));
    assertFound();
  }

  private void assertNone() {
    Console.Outcome outcome = command("stop");
    assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.err()).contains("no job of " + config + " runs at");
    assertThat(orders).isEmpty();
  }

  private void assertFound() {
    Console.Outcome outcome = command("stop");
    assertThat(orders).as(outcome.err()).containsExactly("/jobs/j/stop");
  }

  private Console.Outcome command(String name) {
    return Console.run(
        name,
        "--config",
        config.toString(),
        "--rest",
        "http://127.0.0.1:" + cluster.getAddress().getPort());
  }

  private void says(String job, String checkpoints) {
    answers.put(
        "/jobs/j/config",
        "{\"execution-config\":{\"user-config\":{\"longtail.job\":\"%s\",\"longtail.checkpoints\":\"%s\"}}}"
            .formatted(job, checkpoints));
  }

  private static String savedAt(String path) {
    return "{\"latest\":{\"completed\":{\"external_path\":\"" + path + "\"}}}";
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (exchange.getRequestMethod().equals("POST")) {
      orders.add(path);
    }
    byte[] text = answers.getOrDefault(path, "{}").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answers.containsKey(path) ? 200 : 404, text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }
}
