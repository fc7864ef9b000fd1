package dev.longtail.job.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** An answer of the page's server, and the headers of all of them: the page trusts nothing. */
record Answer(int status, String type, byte[] body) {
  /** Bytes. Full lists are ten times smaller packed, which a tunnel feels. */
  private static final int WORTH_PACKING = 8_192;

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cache-Control",
          "no-store");

  static Answer of(int status, String type, String body) {
    return new Answer(status, type, body.getBytes(StandardCharsets.UTF_8));
  }

  /** A text for people. */
  static Answer words(int status, String words) {
    return of(status, "text/plain; charset=utf-8", words);
  }

  /** A file beside this class. */
  static Answer file(String name, String type) {
    try (InputStream in = Answer.class.getResourceAsStream(name)) {
      return new Answer(200, type, in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name, e);
    }
  }

  /** The same without a part of its text. */
  Answer without(String part) {
    return of(status, type, new String(body, StandardCharsets.UTF_8).replace(part, ""));
  }

  /** Sends it. */
  void to(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    HEADERS.forEach(headers::set);
    headers.set("Content-Type", type);
    byte[] sent = body;
    if (body.length > WORTH_PACKING && takesPacked(exchange)) {
      headers.set("Content-Encoding", "gzip");
      sent = packed(body);
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(sent.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, sent.length);
    exchange.getResponseBody().write(sent);
  }

  private static boolean takesPacked(HttpExchange exchange) {
    String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    return accepted != null && accepted.contains("gzip") && !accepted.contains("gzip;q=0");
  }

  private static byte[] packed(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
      packed.write(body);
    }
    return bytes.toByteArray();
  }
}
