package dev.longtail.labeler.client;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A chat-completions server on loopback that answers as a test tells it and remembers all it got.
 */
public final class FakeOpenAi implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final ConcurrentLinkedQueue<Received> received = new ConcurrentLinkedQueue<>();

  /** One request as it came over the wire. */
  public record Received(
      String path, String authorization, String body, String query, Headers headers) {}

  /** One answer. */
  public record Reply(int status, Map<String, String> headers, String body, Duration delay) {
    static Reply of(int status, String body) {
      return new Reply(status, Map.of(), body, Duration.ZERO);
    }

    public Reply after(Duration pause) {
      return new Reply(status, headers, body, pause);
    }

    Reply with(String header, String value) {
      return new Reply(status, Map.of(header, value), body, delay);
    }
  }

  /** Chooses the answer to the {@code number}-th request, counted from 1. */
  @FunctionalInterface
  public interface Script {
    Reply reply(int number, Received request);
  }

  private FakeOpenAi(HttpServer server) {
    this.server = server;
  }

  public static FakeOpenAi answering(Script script) {
    return at(0, script);
  }

  /** At a port of its own, or at any if it is 0. */
  static FakeOpenAi at(int port, Script script) {
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      FakeOpenAi fake = new FakeOpenAi(http);
      http.createContext("/", exchange -> fake.handle(exchange, script));
      http.setExecutor(fake.workers);
      http.start();
      return fake;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static FakeOpenAi always(Reply reply) {
    return answering((number, request) -> reply);
  }

  /** An address at which nobody listens. */
  public static String nobody() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A well-formed answer with {@code verdict}. */
  public static Reply verdict(String verdict) {
    return Reply.of(200, completion(answer(verdict), "stop"));
  }

  static String answer(String verdict) {
    return Json.line(
        Json.MAPPER
            .createObjectNode()
            .put("what_it_does", "lists files")
            .put("benign_use", "looking around")
            .put("malicious_use", "looking around")
            .put("verdict", verdict));
  }

  public static String completion(String content, String finishReason) {
    return Json.line(
        Json.MAPPER
            .createObjectNode()
            .put("id", "chatcmpl-1")
            .set(
                "choices",
                Json.MAPPER
                    .createArrayNode()
                    .add(
                        Json.MAPPER
                            .createObjectNode()
                            .put("index", 0)
                            .put("finish_reason", finishReason)
                            .set(
                                "message",
                                Json.MAPPER
                                    .createObjectNode()
                                    .put("role", "assistant")
                                    .put("content", content)))));
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A client of this server that leaves it alone for {@code pause} when it is down. */
  public LabelClient client(Duration pause) {
    return new OpenAiLabelClient(
        Endpoint.parse(url()),
        OfferedModel.named("some-model"),
        ProviderProfile.PLAIN,
        new OpenAiLabelClient.Limits(Duration.ofSeconds(20), 1_000),
        Optional.empty(),
        new Ledger(new Budget(Long.MAX_VALUE, Long.MAX_VALUE)),
        new VerdictCache(10_000),
        new Redactor(),
        OpenAiLabelClient.Manner.DEFAULT.withBreakerPause(pause));
  }

  public List<Received> received() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }

  private void handle(HttpExchange exchange, Script script) throws IOException {
    try (exchange) {
      Received request =
          new Received(
              exchange.getRequestURI().getPath(),
              exchange.getRequestHeaders().getFirst("Authorization"),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
              exchange.getRequestURI().getQuery(),
              exchange.getRequestHeaders());
      int number;
      synchronized (received) {
        received.add(request);
        number = received.size();
      }
      Reply reply = script.reply(number, request);
      Thread.sleep(reply.delay().toMillis());
      reply.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
