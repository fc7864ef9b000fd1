package dev.longtail.job.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** A broker in this JVM. */
public final class EmbeddedKafka extends LoopbackBroker implements AutoCloseable {
  private final KafkaRaftServer server;

  private EmbeddedKafka(Path folder) throws IOException {
    super(
        folder,
        Map.of(
            // Deletes what is older than a week every second, so that a result with an old
            // timestamp is lost.
            "log.initial.task.delay.ms",
            "1000",
            "log.retention.check.interval.ms",
            "1000",
            // Compacts as often.
            "log.cleaner.backoff.ms",
            "500"));
    server = new KafkaRaftServer(new KafkaConfig(properties()), Time.SYSTEM);
    server.startup();
  }

  /** Formats {@code folder} and starts a broker on it. */
  public static EmbeddedKafka start(Path folder) throws IOException {
    return new EmbeddedKafka(folder);
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
