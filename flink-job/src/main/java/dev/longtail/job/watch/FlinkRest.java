package dev.longtail.job.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** The REST interface of a Flink cluster. */
public final class FlinkRest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** One for all: each has threads of its own, and a search asks many places again and again. */
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final URI address;

  /**
   * The interface at {@code address}.
   *
   * @param address e.g. {@code http://127.0.0.1:8081}; a slash at its end does not matter
   */
  public FlinkRest(URI address) {
    String text = address.toString();
    this.address = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : address;
  }

  /** Where it is. */
  public URI address() {
    return address;
  }

  /**
   * The answer to a question.
   *
   * @throws IOException if nobody answers, or not as Flink does
   */
  JsonNode get(String path) throws IOException {
    return answer(HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE).GET());
  }

  /**
   * The answer to an order.
   *
   * @throws IOException if nobody answers, or Flink refuses
   */
  JsonNode post(String path, Map<String, ?> body) throws IOException {
    return answer(
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.line(body))));
  }

  private JsonNode answer(HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<String> response =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      JsonNode body = Json.MAPPER.readTree(response.body());
      if (response.statusCode() >= 300) {
        String errors = body.path("errors").path(0).asText();
        throw new IOException(
            errors.isEmpty()
                ? "status " + response.statusCode()
                : errors.lines().findFirst().get());
      }
      return body;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
