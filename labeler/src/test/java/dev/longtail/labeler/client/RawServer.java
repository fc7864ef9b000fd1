package dev.longtail.labeler.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server on loopback that answers each request with given bytes and closes the connection. */
final class RawServer implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("content-length: *([0-9]+)");

  private final ServerSocket socket;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile Script script = body -> new byte[0];
  private volatile Duration drip = Duration.ZERO;

  /** The bytes for a request with this body. */
  private interface Script {
    byte[] bytes(String body);
  }

  RawServer() {
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  /** Answers everything so. */
  void always(byte[] bytes) {
    drip = Duration.ZERO;
    script = body -> bytes;
  }

  /** Answers requests that hold {@code text} so, and all others otherwise. */
  void onlyFor(String text, byte[] bytes, byte[] others) {
    drip = Duration.ZERO;
    script = body -> body.contains(text) ? bytes : others;
  }

  /** Answers everything so, byte by byte. */
  void dripping(byte[] bytes, Duration pause) {
    drip = pause;
    script = body -> bytes;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // It is closed.
    }
  }

  private void serve(Socket client) {
    try (client) {
      byte[] answer = script.bytes(body(client.getInputStream()));
      OutputStream out = client.getOutputStream();
      if (drip.isZero()) {
        out.write(answer);
      } else {
        for (byte one : answer) {
          out.write(one);
          Thread.sleep(drip.toMillis());
        }
      }
      out.flush();
      client.shutdownOutput();
    } catch (IOException e) {
      // The client has had enough.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String body(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    Matcher length = LENGTH.matcher(head.toString().toLowerCase(Locale.ROOT));
    byte[] body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
    return new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }
}
