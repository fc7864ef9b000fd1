package dev.longtail.job.faults;

import com.sun.net.httpserver.HttpServer;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A label server on loopback that gives the same answer to each question. */
public final class OneAnswer implements AutoCloseable {
  /** The model that answers. */
  public static final String MODEL = "one-answer";

  private final HttpServer server;

  private OneAnswer(String content) throws IOException {
    byte[] answer =
        Json.line(
                Map.of(
                    "id",
                    "x",
                    "object",
                    "chat.completion",
                    "model",
                    MODEL,
                    "choices",
                    List.of(
                        Map.of(
                            "index",
                            0,
                            "finish_reason",
                            "stop",
                            "message",
                            Map.of("role", "assistant", "content", content))),
                    "usage",
                    Map.of("prompt_tokens", 100, "completion_tokens", 50, "total_tokens", 150)))
            .getBytes(StandardCharsets.UTF_8);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var unused = exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  /** Calls each line benign. */
  public static OneAnswer benign() throws IOException {
    // In the order that was asked for: a verdict before its reasons is none.
    return new OneAnswer(
        "{\"what_it_does\":\"works\",\"benign_use\":\"work\","
            + "\"malicious_use\":\"none by itself\",\"verdict\":\"BENIGN\"}");
  }

  /** Gives no verdict. */
  public static OneAnswer evasive() throws IOException {
    return new OneAnswer("I would rather not say.");
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
