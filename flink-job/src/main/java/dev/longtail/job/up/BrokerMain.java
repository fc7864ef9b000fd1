package dev.longtail.job.up;

import dev.longtail.job.local.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/**
 * The main class of the broker's JVM. The broker lives as long as the JVM that started it: it ends
 * when its standard input does, also after a {@code kill -9} of the other. It does not hear Ctrl-C,
 * which a terminal sends to both: the job still needs it for its savepoint.
 */
final class BrokerMain {
  /** What it prints when it takes records. */
  static final String READY = "ready";

  /** Kafka's id of the cluster, any; one that was formatted with another id would be refused. */
  private static final String CLUSTER = "bG9uZ3RhaWwtdXAtMDAwMQ";

  /** A broker that does not end by itself is ended; what it stored, it still has. */
  private static final long ENDING_MS = 15_000;

  private BrokerMain() {}

  /** Formats the folder that the properties name, if it is new, and runs a broker on it. */
  public static void main(String[] args) throws Exception {
    StopSignal.hear(() -> {}, "INT", "TERM", "HUP");
    CountDownLatch alone = new CountDownLatch(1);
    Thread parent = new Thread(() -> awaitEnd(alone), "parent");
    parent.setDaemon(true);
    parent.start();
    Path file = Path.of(args[0]);
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    }
    format(file);
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
    server.startup();
    System.out.println(READY);
    alone.await();
    Thread halt = new Thread(BrokerMain::haltLater, "halt");
    halt.setDaemon(true);
    halt.start();
    server.shutdown();
    server.awaitShutdown();
    System.exit(0);
  }

  private static void awaitEnd(CountDownLatch alone) {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said here.
      }
    } catch (IOException e) {
      // The other side is gone.
    }
    alone.countDown();
  }

  private static void haltLater() {
    try {
      Thread.sleep(ENDING_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }

  private static void format(Path properties) throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int status =
        StorageTool.execute(
            new String[] {
              "format", "--ignore-formatted", "-t", CLUSTER, "-c", properties.toString()
            },
            new PrintStream(said, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IOException("Kafka did not format: " + said.toString(StandardCharsets.UTF_8));
    }
  }
}
