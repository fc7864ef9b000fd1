package dev.longtail.job.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A door on loopback to a server on loopback. It lets everything pass, or nothing, or answers each
 * HTTP request itself with an error.
 */
final class Gate implements AutoCloseable {
  /** What the gate does with connections. */
  enum Mode {
    /** Passes on bytes in both directions. */
    OPEN,
    /** Closes connections, as a server that is down. */
    CLOSED,
    /** Answers every request with status 503. */
    FAILING
  }

  private static final byte[] UNAVAILABLE =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final int target;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Mode mode = Mode.OPEN;

  /** A gate before the server at port {@code target}. */
  Gate(int target) throws IOException {
    this.target = target;
    server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    run("gate", this::accept);
  }

  /** The port to connect to. */
  int port() {
    return server.getLocalPort();
  }

  /** Connections that are open are closed. */
  void set(Mode next) throws IOException {
    mode = next;
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        run("gate connection", () -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    open.add(client);
    try (client) {
      Mode now = mode;
      if (now == Mode.FAILING) {
        client.setSoTimeout(2_000);
        byte[] some = new byte[1 << 16];
        int read = client.getInputStream().read(some);
        if (read > 0) {
          client.getOutputStream().write(UNAVAILABLE);
          client.getOutputStream().flush();
          client.shutdownOutput();
          while (client.getInputStream().read(some) > 0) {
            // What the client still sends, so that it reads the answer and not a reset.
          }
        }
      } else if (now == Mode.OPEN) {
        try (Socket behind = new Socket(InetAddress.getLoopbackAddress(), target)) {
          open.add(behind);
          Thread back = run("gate answers", () -> copy(behind, client));
          copy(client, behind);
          back.join();
          open.remove(behind);
        }
      }
    } catch (IOException e) {
      // A connection that breaks is what a gate is for.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      try {
        from.close();
        to.close();
      } catch (IOException ignored) {
        throw new UncheckedIOException(ignored);
      }
    }
  }

  private static Thread run(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void close() throws IOException {
    server.close();
    set(Mode.CLOSED);
  }
}
