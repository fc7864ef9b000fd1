package dev.longtail.job.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.graph.Output;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.job.run.Jvms;
import dev.longtail.job.run.StreamingJob;
import dev.longtail.udfs.io.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Not a test of right results: how fast the stream is, beside a job that only reads. {@code mvn
 * -Pfaults verify -Dit.test=ThroughputIT -Dlongtail.measure=true} writes target/throughput.md:
 * rounds in turns, after one that warms the JVM.
 */
@EnabledIfSystemProperty(named = "longtail.measure", matches = "true")
class ThroughputIT {
  private static final long A_DAY = Long.getLong("longtail.measure.events", 2_000_000);
  private static final int DAYS = 2;

  /** Events behind the last day, so that it closes: a quarter of an hour. */
  private static final long BEHIND = A_DAY / 96;

  private static final int PARALLELISM = 2;
  private static final int[] TOPS = {10, 300};
  private static final int ROUNDS = Integer.getInteger("longtail.measure.rounds", 3);

  @TempDir Path folder;
  private Broker broker;
  private final List<String> table = new ArrayList<>();

  /** Of each round: both jobs beside reading alone, and beside each other. */
  private final List<List<Double>> shares =
      List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

  @Test
  void kafkaToKafkaBesideReadingAlone() throws Exception {
    List<String> lines =
        GeneratedDays.lines(GeneratedDays.generate(folder.resolve("data"), 2, 20_000).telemetry());
    table.add(
        "| round | reading alone, events/s | top %d, share | top %d, share | top %d of top %d |"
                .formatted(TOPS[0], TOPS[1], TOPS[1], TOPS[0])
            + " longest checkpoint, s |");
    table.add("|---|---|---|---|---|---|");
    try (Jvms jvms = new Jvms(folder, Jvms.SHORT_LIVED)) {
      broker = new Broker(jvms, folder.resolve("kafka"));
      broker.start();
      broker.createTopic("events", 2);
      Load load = new Load(lines, A_DAY);
      load.send(broker, "events", 0, DAYS * A_DAY + BEHIND, 0);
      for (int round = 0; round <= ROUNDS; round++) {
        measure(round);
      }
    }
    table.add(
        "| median | | %.2f | %.2f | %.2f | |"
            .formatted(median(shares.get(0)), median(shares.get(1)), median(shares.get(2))));
    Files.write(Path.of("target/throughput.md"), table);
  }

  /** Reading alone and both jobs, one after the other; round 0 only warms the JVM. */
  private void measure(int round) throws Exception {
    double alone = reading("alone-" + round);
    Measured few = job(round, TOPS[0]);
    Measured many = job(round, TOPS[1]);
    List<Double> found = List.of(few.rate / alone, many.rate / alone, many.rate / few.rate);
    table.add(
        "| %s | %,.0f | %.2f | %.2f | %.2f | %.1f |"
            .formatted(
                round == 0 ? "cold" : round,
                alone,
                found.get(0),
                found.get(1),
                found.get(2),
                Math.max(few.longestCheckpoint, many.longestCheckpoint) / 1e3));
    for (int i = 0; round > 0 && i < found.size(); i++) {
      shares.get(i).add(found.get(i));
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private record Measured(double rate, long longestCheckpoint) {}

  private double reading(String group) throws Exception {
    Configuration flink = new Configuration();
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, flink);
    env.getConfig().enableObjectReuse();
    KafkaSource<byte[]> source =
        KafkaSource.<byte[]>builder()
            .setBootstrapServers(broker.bootstrapServers())
            .setTopics("events")
            .setGroupId(group)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setBounded(OffsetsInitializer.latest())
            .setValueOnlyDeserializer(new Bytes())
            .build();
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "events")
        .sinkTo(new DiscardingSink<>());
    JobClient job = env.executeAsync("reading alone");
    long start = running(job);
    var unused = job.getJobExecutionResult().get();
    return (DAYS * A_DAY + BEHIND) / seconds(start);
  }

  private static final class Bytes extends AbstractDeserializationSchema<byte[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] deserialize(byte[] message) {
      return message;
    }
  }

  private Measured job(int round, int top) throws Exception {
    String prefix = "round-%d-top-%d-".formatted(round, top);
    for (Output output : Output.values()) {
      broker.createTopic(prefix + output.folder(), 1);
    }
    String config =
        """
        source: {bootstrap-servers: "%1$s", topic: events, group-id: %2$sgroup}
        sink: {kafka: {bootstrap-servers: "%1$s", topic-prefix: %2$s}}
        job: {parallelism: %3$d, top-k: %4$d}
        checkpoints: {interval: PT2S, directory: "%5$s"}
        """
            .formatted(
                broker.bootstrapServers(),
                prefix,
                PARALLELISM,
                top,
                folder.resolve(prefix + "checkpoints").toUri());
    LongtailOptions options = LongtailOptions.read(config, "longtail.yaml", Map.of(), List.of());
    Configuration flink = LocalFlink.streaming(Path.of("../flink-conf"), options.parallelism());
    JobClient job = new StreamingJob(options, flink, said -> {}).start();
    long start = running(job);
    List<String> decided =
        List.of(prefix + Output.EXEMPLARS.folder(), prefix + Output.NEAR_DUPLICATES.folder());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      while (records(admin, decided) < (long) DAYS * top) {
        assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
        Thread.sleep(200);
      }
    }
    double rate = DAYS * A_DAY / seconds(start);
    long longest =
        get(LocalFlink.rest(flink) + "/jobs/" + job.getJobID() + "/checkpoints")
            .at("/summary/end_to_end_duration/max")
            .asLong();
    job.cancel().get();
    return new Measured(rate, longest);
  }

  /** How many records topics with one partition hold; reading them would take the job's time. */
  private static long records(Admin admin, List<String> topics) throws Exception {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    topics.forEach(topic -> ends.put(new TopicPartition(topic, 0), OffsetSpec.latest()));
    return admin.listOffsets(ends).all().get().values().stream()
        .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
        .sum();
  }

  private static JsonNode get(String url) throws Exception {
    return Json.MAPPER.readTree(
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString())
            .body());
  }

  /** Waits until the job runs and returns that time. */
  private static long running(JobClient job) throws Exception {
    while (job.getJobStatus().get() != JobStatus.RUNNING) {
      Thread.sleep(20);
    }
    return System.nanoTime();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
