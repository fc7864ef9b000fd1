package dev.longtail.job.page;

import com.sun.net.httpserver.HttpServer;
import dev.longtail.job.watch.FlinkRest;
import dev.longtail.job.watch.RunningJob;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers as the REST interface of a Flink cluster with one job, whose figures a test sets. */
final class FakeCluster implements AutoCloseable {
  static final String JOB = "a1b2";

  private final HttpServer server;
  final Map<String, String> metrics = new ConcurrentHashMap<>();
  volatile String state = "RUNNING";
  volatile long checkpoint = 7;
  volatile long bytes = 12_000_000;
  volatile Instant savedAt = Instant.now();
  volatile long watermark = Instant.parse("2025-01-02T13:00:00Z").toEpochMilli();
  volatile long restarts;

  private FakeCluster(HttpServer server) {
    this.server = server;
  }

  static FakeCluster start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    FakeCluster cluster = new FakeCluster(server);
    server.createContext(
        "/",
        exchange -> {
          String answer = cluster.answer(exchange.getRequestURI());
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return cluster;
  }

  JobFinder finder() {
    return JobFinder.of(
        new RunningJob(
            new FlinkRest(URI.create("http://127.0.0.1:" + server.getAddress().getPort())), JOB));
  }

  private String answer(URI request) {
    String path = request.getPath().replace("/jobs/" + JOB, "");
    String query = String.valueOf(request.getQuery());
    return switch (path) {
      case "" ->
          """
          {"state":"%s","duration":720000,
           "vertices":[{"id":"s","name":"Source: source -> route"},{"id":"d","name":"detect"},
                       {"id":"l","name":"label -> admit"}],
           "plan":{"nodes":[{"id":"d","inputs":[{"id":"s","ship_strategy":"HASH"}]}]}}\
          """
              .formatted(state);
      case "/checkpoints" ->
          """
          {"counts":{"failed":0},"latest":{"completed":{"id":%d,"latest_ack_timestamp":%d,
           "state_size":%d,"end_to_end_duration":310,"external_path":"file:/c/chk-7"}}}\
          """
              .formatted(checkpoint, savedAt.toEpochMilli(), bytes);
      case "/metrics" -> "[{\"id\":\"numRestarts\",\"value\":\"" + restarts + "\"}]";
      case "/accumulators" ->
          "{\"user-task-accumulators\":[{\"name\":\"out-of-range\",\"value\":\"3\"}]}";
      case "/exceptions" ->
          "{\"exceptionHistory\":{\"entries\":[{\"stacktrace\":\"java.io.IOException: disk"
              + " full\"}]}}";
      case "/vertices/d/watermarks" ->
          "[{\"id\":\"0.currentInputWatermark\",\"value\":\"" + watermark + "\"}]";
      case "/vertices/s/subtasks/metrics" -> sum(query.replaceFirst(".*get=", ""));
      case "/vertices/l/metrics" -> gauges(query.replaceFirst(".*get=", ""));
      default -> "{}";
    };
  }

  private String sum(String name) {
    String value = metrics.get(name);
    return value == null ? "[]" : "[{\"id\":\"" + name + "\",\"sum\":" + value + "}]";
  }

  private String gauges(String names) {
    StringBuilder list = new StringBuilder();
    for (String name : names.split(",")) {
      String value = metrics.get(name.replaceFirst("^0\\.label\\.label\\.", ""));
      if (value != null) {
        list.append(list.length() == 0 ? "" : ",")
            .append("{\"id\":\"" + name + "\",\"value\":\"" + value + "\"}");
      }
    }
    return "[" + list + "]";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
