package dev.longtail.job.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.graph.Output;
import dev.longtail.job.k8s.Recording;
import dev.longtail.job.local.LocalMetrics;
import dev.longtail.job.run.EmbeddedKafka;
import dev.longtail.job.run.Scrape;
import dev.longtail.job.run.StreamingJob;
import dev.longtail.job.run.TestFlink;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream on a cluster inside this JVM that reads events of now, and the recording of its metrics.
 * A second of it is a minute of the recording: windows of twenty seconds, a checkpoint a second.
 */
final class RecordedStream implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordedStream.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int TICK_MILLIS = 100;
  private static final int PARTITIONS = 2;
  private static final Path RULES = Path.of("../k8s/overlays/monitoring/rules.yaml");

  private final String name;
  private final Path folder;
  private final LocalMetrics metrics;
  private final JobClient job;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledExecutorService feeder = Executors.newSingleThreadScheduledExecutor();
  private final Recording recording;
  private volatile boolean oneIsSilent;
  private long sent;

  /**
   * Starts a stream and waits for its first checkpoint.
   *
   * @param name of its topics and of its recording
   * @param line an event's JSON by its number; its time is set when it is sent
   * @param eventsPerSecond of both partitions
   * @param options beside the usual ones, {@code name=value}
   */
  RecordedStream(
      EmbeddedKafka kafka,
      Path folder,
      String name,
      LongFunction<String> line,
      int eventsPerSecond,
      List<String> options)
      throws Exception {
    this.name = name;
    this.folder = Files.createDirectories(folder.resolve(name));
    kafka.createTopic(name + "-events", PARTITIONS);
    for (Output output : Output.values()) {
      kafka.createTopic(name + "-" + output.folder(), 1);
    }
    Configuration flink = TestFlink.streaming(OptionalInt.of(2));
    flink.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, Duration.ofMillis(500));
    metrics = LocalMetrics.of(flink);
    producer = kafka.producer();
    job = new StreamingJob(options(kafka, options), flink, said -> {}).start();
    int each = Math.max(1, eventsPerSecond * TICK_MILLIS / 1000);
    var unused =
        feeder.scheduleAtFixedRate(() -> feed(line, each), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    awaitCheckpoint();
    recording = new Recording(Files.readString(RULES), System.currentTimeMillis());
  }

  private LongtailOptions options(EmbeddedKafka kafka, List<String> more) {
    String config =
        """
        source: {bootstrap-servers: "%1$s", topic: %2$s-events, group-id: %2$s}
        earlier-exemplars: {bootstrap-servers: "%1$s", topic: %2$s-exemplars, group-id: %2$s-known}
        sink: {kafka: {bootstrap-servers: "%1$s", topic-prefix: %2$s-}}
        job: {parallelism: 2, window: PT20S, out-of-orderness: PT1S, top-k: 30}
        labeler: {journal: "%3$sjournal", max-calls: 100000}
        checkpoints: {interval: PT1S, directory: "%3$scheckpoints"}
        """
            .formatted(kafka.bootstrapServers(), name, folder.toUri());
    return LongtailOptions.read(config, "longtail.yaml", Map.of(), more);
  }

  private void feed(LongFunction<String> line, int events) {
    try {
      for (int i = 0; i < events; i++) {
        ObjectNode event = (ObjectNode) Json.MAPPER.readTree(line.apply(sent));
        event.put("ts", System.currentTimeMillis());
        int partition = oneIsSilent ? 0 : (int) (sent % PARTITIONS);
        send(partition, event.toString());
        sent++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a record to a partition. */
  void send(int partition, String record) {
    var unused =
        producer.send(
            new ProducerRecord<>(
                name + "-events", partition, null, record.getBytes(StandardCharsets.UTF_8)));
  }

  /** From now on the second partition gets no events. */
  void silenceOnePartition() {
    oneIsSilent = true;
  }

  /** Where checkpoints are. */
  Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  /** Ends the job as an operator would that took it away. */
  void end() throws Exception {
    job.cancel().get(1, TimeUnit.MINUTES);
  }

  private void awaitCheckpoint() throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (scrape().sum("flink_jobmanager_job_numberOfCompletedCheckpoints") < 1) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError(name + ": no checkpoint after " + PATIENCE);
      }
      Thread.sleep(200);
    }
  }

  /** As Prometheus meets it: a metric that cannot be read costs the scrape. */
  private Scrape scrape() {
    try {
      return Scrape.of(metrics.text());
    } catch (RuntimeException e) {
      LOG.warn("{}: no scrape now", name, e);
      return Scrape.of("");
    }
  }

  /** Scrapes once a second. */
  void record(int seconds) throws InterruptedException {
    long next = System.nanoTime();
    for (int i = 0; i < seconds; i++) {
      recording.add(scrape());
      next += TimeUnit.SECONDS.toNanos(1);
      TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
    }
  }

  /** Writes the recording, and what was done to the stream. */
  void writeTo(Path file, String fault) throws IOException {
    Files.writeString(
        file,
        """
        # Recorded on %s by RecordAlertsIT from the metrics of a stream on one machine; not written by hand.
        # A scrape a second stands here as one a minute, and event times are stretched by the same factor of %d.
        # %s
        last_minute: %d
        input_series:
        %s\
        """
            .formatted(
                Instant.now().toString().substring(0, 10),
                Recording.STRETCH,
                fault,
                recording.lastMinute(),
                recording.text()));
  }

  @Override
  public void close() throws Exception {
    feeder.shutdownNow();
    try {
      end();
    } catch (Exception e) {
      // It has ended before, or its cluster is gone.
    }
    producer.close(Duration.ofSeconds(1));
  }
}
