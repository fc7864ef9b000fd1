package dev.longtail.job.faults;

import dev.longtail.job.run.Jvms;
import dev.longtail.job.run.LoopbackBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** A Kafka broker in a JVM of its own, which keeps its data when it is killed and started again. */
final class Broker extends LoopbackBroker {
  private static final String NAME = "kafka";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Jvms jvms;

  /** A broker whose data lie in {@code folder}; it is formatted but not started. */
  Broker(Jvms jvms, Path folder) throws IOException {
    super(folder, Map.of("log.retention.check.interval.ms", "10000")); // for topics with a limit
    this.jvms = jvms;
  }

  /** Starts the broker, or starts it again, and waits until it answers. */
  void start() throws Exception {
    jvms.start(
        new Jvms.Program(
            NAME,
            List.of("-Xmx384m"),
            System.getProperty("java.class.path"),
            List.of("kafka.Kafka", file().toString()),
            Map.of()));
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
        admin.describeCluster().nodes().get(5, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException | TimeoutException e) {
        if (Instant.now().isAfter(end)) {
          throw new IllegalStateException("no broker: " + jvms.said(NAME), e);
        }
      }
    }
  }

  void kill() throws InterruptedException {
    jvms.kill(NAME);
  }
}
