package dev.longtail.job.up;

import dev.longtail.udfs.io.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A Kafka broker in a JVM of its own, whose data stay in a folder from start to start. */
public final class BrokerProcess implements AutoCloseable {
  private static final Duration STARTING = Duration.ofSeconds(90);
  private static final Duration ENDING = Duration.ofSeconds(20);

  private static final String NO_SPACE = "No space left on device";

  private final Process process;
  private final String servers;
  private final Path log;
  private final CountDownLatch said = new CountDownLatch(1);
  private volatile boolean ready;
  private volatile boolean closing;

  private BrokerProcess(Process process, String servers, Path log) {
    this.process = process;
    this.servers = servers;
    this.log = log;
    Thread reader = new Thread(this::read, "broker-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a broker; it is not ready yet. One that an earlier start left behind is ended before.
   *
   * @param folder of its data and its log; the caller has locked it
   * @param say is told in a sentence what takes time
   * @throws InputException if it cannot be started
   */
  public static BrokerProcess start(Path folder, Consumer<String> say) {
    try {
      Files.createDirectories(folder);
      BrokerPid pid = new BrokerPid(folder);
      pid.awaitEnd(say);
      int port = freePort();
      int controller = freePort();
      Path properties = folder.resolve("server.properties");
      try (OutputStream out = Files.newOutputStream(properties)) {
        properties(folder, port, controller).store(out, null);
      }
      Path log = folder.resolve("broker.log");
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Xshare:auto",
                  "-Xmx384m",
                  "-XX:+ExitOnOutOfMemoryError",
                  "-cp",
                  System.getProperty("java.class.path"),
                  BrokerMain.class.getName(),
                  properties.toString())
              .redirectError(log.toFile())
              .start();
      pid.write(process);
      return new BrokerProcess(process, "127.0.0.1:" + port, log);
    } catch (IOException e) {
      throw new InputException(
          "no broker can be started in %s: %s".formatted(folder, InputException.reason(e)), e);
    }
  }

  private static Properties properties(Path folder, int port, int controller) {
    Properties all = new Properties();
    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    all.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controller));
    all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    all.put("controller.listener.names", "CONTROLLER");
    all.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    all.put("log.dirs", folder.resolve("log").toAbsolutePath().toString());
    for (String one :
        List.of(
            "offsets.topic.replication.factor",
            "offsets.topic.num.partitions",
            "transaction.state.log.replication.factor",
            "transaction.state.log.min.isr",
            "default.replication.factor")) {
      all.put(one, "1");
    }
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("auto.create.topics.enable", "false");
    // A start goes on from any savepoint of the folder, and a replay by the number of records.
    all.put("log.retention.ms", "-1");
    all.put("log.index.size.max.bytes", Integer.toString(1 << 20));
    all.put("message.max.bytes", Integer.toString(EventTopic.MAX_RECORD_BYTES));
    return all;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    }
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.equals(BrokerMain.READY)) {
          ready = true;
          said.countDown();
        }
      }
    } catch (IOException e) {
      // It ended.
    }
    said.countDown();
  }

  /**
   * Waits until it takes records.
   *
   * @throws InputException if it does not start
   */
  public void awaitReady() throws InterruptedException {
    boolean heard = said.await(STARTING.toMillis(), TimeUnit.MILLISECONDS);
    if (!ready) {
      throw new InputException(
          "the broker did not start%s: %s"
              .formatted(heard ? "" : " within " + STARTING.toSeconds() + " s", reason()));
    }
  }

  /** Where it takes records. */
  public String servers() {
    return servers;
  }

  /** Why it ended although nobody closed it; empty while it runs. */
  public Optional<String> failure() {
    return closing || process.isAlive()
        ? Optional.empty()
        : Optional.of("the broker ended: " + reason());
  }

  /** The last error in its log, in a line. */
  private String reason() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      if (lines.stream().anyMatch(line -> line.contains(NO_SPACE))) {
        return "no space is left on the disk of " + log.getParent();
      }
      for (int i = lines.size() - 1; i >= 0; i--) {
        String line = lines.get(i).strip();
        if (!line.isEmpty() && !line.startsWith("at ") && !line.startsWith("... ")) {
          return line + "; " + log + " says more";
        }
      }
    } catch (IOException e) {
      // Nothing is known.
    }
    return "process %d was killed".formatted(process.pid());
  }

  /** Ends the broker in order; all that it stored, it has at the next start. */
  @Override
  public void close() {
    closing = true;
    try {
      process.getOutputStream().close();
      if (!process.waitFor(ENDING.toMillis(), TimeUnit.MILLISECONDS)) {
        var unused = process.destroyForcibly().waitFor();
      }
    } catch (IOException e) {
      var unused = process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var unused = process.destroyForcibly();
    }
  }
}
