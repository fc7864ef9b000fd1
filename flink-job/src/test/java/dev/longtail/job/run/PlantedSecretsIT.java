package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.graph.Output;
import dev.longtail.job.local.LocalMetrics;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.SmallModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets that stand in events are looked for, byte by byte, in all that a stream sends, keeps and
 * says: requests, journal, state, topics, metrics and log. A word beside each secret is looked for
 * too, so that a search that could find nothing fails.
 */
class PlantedSecretsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Lines with {@code %s} in the place of a secret. */
  private static final List<String> LINES =
      List.of(
          "mysql -u plainword -p%s orders",
          "curl -u plainword:%s https://example.org/plainword",
          "sshpass -p %s ssh plainword@db7",
          "net use z: \\\\fs01\\plainword %s /user:acme\\ann",
          "psql postgresql://plainword:%s@db7/orders",
          "PLAINWORD=1 API_TOKEN=%s ./deploy.sh",
          "powershell -c \"$p = ConvertTo-SecureString '%s' -AsPlainText -Force\" # plainword",
          "docker login -u plainword --password %s registry.example.org",
          "curl -H 'Authorization: Bearer %s' https://example.org/plainword",
          "git clone https://plainword:%s@git.example.org/a.git",
          "wget --http-password=%s https://example.org/plainword",
          "schtasks /create /tn plainword /ru ann /rp %s /tr calc");

  @TempDir Path folder;
  private final ByteArrayOutputStream requests = new ByteArrayOutputStream();

  @Test
  void noneIsFoundAnywhere() throws Exception {
    SmallModel.writeTo(folder.resolve("model"));
    Path state = Files.createDirectory(folder.resolve("state"));
    Map<String, byte[]> searched = new LinkedHashMap<>();
    try (KeptLog log = KeptLog.start();
        LocalLabelServer judge = LocalLabelServer.start(0);
        EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("broker"))) {
      HttpServer listening = listeningBefore(judge);
      kafka.createTopic("command-events", 1);
      for (Output output : Output.values()) {
        kafka.createTopic("longtail-" + output.folder(), 1);
      }
      Configuration flink = TestFlink.streaming(OptionalInt.of(1));
      LocalMetrics metrics = LocalMetrics.of(flink);
      JobClient job =
          new StreamingJob(
                  options(kafka, listening.getAddress().getPort(), state), flink, said -> {})
              .start();
      kafka.send("command-events", 0, events());
      await(() -> kafka.read("longtail-verdicts").size() >= LINES.size());
      await(() -> kafka.read("longtail-dead-letters").size() == 2);
      searched.put("metrics", metrics.text().getBytes(StandardCharsets.UTF_8));
      job.stopWithSavepoint(false, state.toUri().toString(), SavepointFormatType.CANONICAL).get();
      for (Output output : Output.values()) {
        String topic = "longtail-" + output.folder();
        searched.put(topic, String.join("\n", kafka.read(topic)).getBytes(StandardCharsets.UTF_8));
      }
      searched.put("log", log.text().getBytes(StandardCharsets.UTF_8));
      listening.stop(0);
    }
    searched.put("requests", requests.toByteArray());
    try (Stream<Path> files = Files.walk(state)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        searched.put(state.relativize(file).toString(), Files.readAllBytes(file));
      }
    }

    for (String where : List.of("requests", "longtail-verdicts", "longtail-exemplars")) {
      assertThat(holds(searched.get(where), "plainword")).as(where).isTrue();
    }
    assertThat(searched.entrySet().stream())
        .as("the state of the stream")
        .anyMatch(
            each -> each.getKey().contains("savepoint-") && holds(each.getValue(), "plainword"));
    searched.forEach(
        (where, bytes) -> {
          for (int i = 0; i < LINES.size() + 2; i++) {
            assertThat(holds(bytes, secret(i))).as(where + ": " + secret(i)).isFalse();
          }
        });
  }

  private static boolean holds(byte[] bytes, String word) {
    return new String(bytes, StandardCharsets.ISO_8859_1).contains(word);
  }

  private static String secret(int number) {
    return "Xk" + (number + 3) + "vTq" + (71 - number) + "wRz";
  }

  /** Native events, with the secret in the parent's line too, and two records that are none. */
  private static List<byte[]> events() {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < LINES.size(); i++) {
      records.add(event("2025-01-01T10:00:0" + i % 10 + "Z", LINES.get(i).formatted(secret(i))));
    }
    int n = LINES.size();
    records.add("{broken mysql -p" + secret(n));
    records.add("{\"ts\":\"mysql -p" + secret(n + 1) + "\",\"cmd\":\"mysql -p" + secret(n) + "\"}");
    // Closes the first day; the second stays open, so that its lines are state.
    records.add(event("2025-01-02T01:00:00Z", "mysqldump -u plainword -p" + secret(0) + " a"));
    return records.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static String event(String time, String line) {
    return Json.line(
        Json.MAPPER
            .createObjectNode()
            .put("ts", time)
            .put("cmd", line)
            .put("parent", "sh -c \"" + line + "\"")
            .put("host", "h")
            .put("user", "u"));
  }

  /** Keeps what is asked, and passes it on. */
  private HttpServer listeningBefore(LocalLabelServer judge) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] asked = exchange.getRequestBody().readAllBytes();
          synchronized (requests) {
            requests.writeBytes(asked);
          }
          try {
            HttpResponse<byte[]> answer =
                HTTP.send(
                    HttpRequest.newBuilder(
                            URI.create(judge.url()).resolve(exchange.getRequestURI()))
                        .method(
                            exchange.getRequestMethod(),
                            HttpRequest.BodyPublishers.ofByteArray(asked))
                        .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
          } catch (InterruptedException e) {
            throw new IOException(e);
          } finally {
            exchange.close();
          }
        });
    server.start();
    return server;
  }

  private LongtailOptions options(EmbeddedKafka kafka, int port, Path state) {
    String config =
        """
        source: {bootstrap-servers: "%1$s", topic: command-events, group-id: longtail}
        sink: {kafka: {bootstrap-servers: "%1$s"}}
        job: {parallelism: 1, raw: redact, embedding-model: "%4$s", top-k: 40}
        labeler: {endpoint: "http://127.0.0.1:%2$d/v1", model: %3$s, journal: "%5$s/journal"}
        checkpoints: {interval: PT1S, directory: "%5$s/checkpoints"}
        """
            .formatted(
                kafka.bootstrapServers(),
                port,
                LocalLabelServer.MODEL,
                folder.resolve("model"),
                state.toUri());
    return LongtailOptions.read(config, "longtail.yaml", Map.of(), List.of());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(500);
    }
  }
}
