package dev.longtail.job.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.graph.Output;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.watch.FlinkRest;
import dev.longtail.job.watch.JobReport;
import dev.longtail.job.watch.RunningJob;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What moves event time in the streaming job and what does not, with a real broker. */
class SourceTimesIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Instant DAY = Instant.parse("2025-01-01T00:00:00Z");

  @TempDir static Path shared;
  private static EmbeddedKafka kafka;

  @TempDir Path folder;
  private URI rest;

  @BeforeAll
  static void startBroker() throws Exception {
    kafka = EmbeddedKafka.start(shared);
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  /**
   * Of 16,040 events of the next day all were late, and the day itself stayed without exemplars.
   */
  @Test
  void aClockTenYearsAheadMovesNothing() throws Exception {
    createTopics("future", 1, false);
    JobClient job = start("future", 1);
    kafka.send("future", 0, day(0, 30));
    kafka.send("future", 0, List.of(event(Instant.now().plus(Duration.ofDays(3652)), "ahead")));
    kafka.send("future", 0, List.of(event(Instant.now().plus(Duration.ofMinutes(70)), "ahead")));
    kafka.send("future", 0, day(1, 30));
    kafka.send("future", 0, List.of(event(DAY.plus(Duration.ofDays(3)), "last")));
    await(() -> kafka.read("future-anomalies").size() == 60);
    job.cancel().get();

    assertThat(kafka.read("future-dead-letters"))
        .hasSize(2)
        .allSatisfy(letter -> assertThat(letter).contains("from the future: ", "PT1H after"));
    Funnel funnel = funnel("future");
    assertThat(funnel.total().future()).isEqualTo(2);
    assertThat(funnel.total().unparsable()).isZero();
    assertThat(funnel.total().late()).isZero();
    assertThat(funnel.windows()).isEqualTo(2);
  }

  /**
   * The day closes although two of three subtasks have no partition and are quiet from the start.
   */
  @Test
  void moreSubtasksThanPartitionsHoldNothing() throws Exception {
    createTopics("wide", 1, false);
    JobClient job = start("wide", 3);
    kafka.send("wide", 0, day(0, 30));
    kafka.send("wide", 0, List.of(event(DAY.plus(Duration.ofDays(1)), "next")));
    kafka.send("wide", 0, List.of(event(DAY.plus(Duration.ofDays(2)), "last")));
    await(() -> kafka.read("wide-exemplars").size() >= 30);
    job.cancel().get();
    assertThat(funnel("wide").total().late()).isZero();
  }

  /**
   * A silent partition may be a stalled one: nothing closes, what it brings is not late, and the
   * job's report says which it is.
   */
  @Test
  void aSilentPartitionHoldsTheDay() throws Exception {
    createTopics("silent", 2, false);
    JobClient job = start("silent", 2);
    kafka.send("silent", 0, day(0, 30));
    kafka.send("silent", 0, List.of(event(DAY.plus(Duration.ofDays(1)), "next")));
    await(() -> namesTheSilentPartition(job));
    assertThat(kafka.read("silent-anomalies")).isEmpty();
    kafka.send("silent", 1, day(0, 20));
    kafka.send("silent", 1, List.of(event(DAY.plus(Duration.ofDays(2)), "last")));
    kafka.send("silent", 0, List.of(event(DAY.plus(Duration.ofDays(2)), "last")));
    await(() -> kafka.read("silent-anomalies").size() == 30);
    job.cancel().get();
    assertThat(funnel("silent").total().late()).isZero();
  }

  private boolean namesTheSilentPartition(JobClient job) {
    JobReport.Slowest slowest;
    try {
      slowest = JobReport.of(new RunningJob(new FlinkRest(rest), job.getJobID() + "")).slowest();
    } catch (IOException e) {
      return false; // The job is only just starting.
    }
    return slowest != null
        && slowest.partition() == 1
        && slowest.behind() == null
        && slowest.silent().compareTo(Duration.ofSeconds(5)) >= 0;
  }

  /** The same with idleness wanted: nothing is unread, so the day closes; the next event wakes. */
  @Test
  void withIdlenessAnEmptyPartitionHoldsNothing() throws Exception {
    createTopics("idle", 2, false);
    JobClient job = start("idle", 1, "source.idle-after=PT1S");
    kafka.send("idle", 0, day(0, 30));
    kafka.send("idle", 1, List.of(event(DAY, "early")));
    kafka.send("idle", 0, List.of(event(DAY.plus(Duration.ofHours(25)), "next")));
    // While the partition that is ahead speaks, only the silent one is idle.
    await(
        () -> {
          send("idle", 0, event(DAY.plus(Duration.ofHours(26)), "next"));
          return kafka.read("idle-anomalies").size() == 31;
        });
    kafka.send("idle", 1, List.of(event(DAY.plus(Duration.ofHours(27)), "awake")));
    kafka.send("idle", 1, List.of(event(DAY.plus(Duration.ofDays(3)), "last")));
    await(
        () -> {
          send("idle", 0, event(DAY.plus(Duration.ofDays(3)), "last"));
          return kafka.read("idle-anomalies").size() == 33;
        });
    job.cancel().get();
    assertThat(funnel("idle").total().late()).isZero();
  }

  /** It closed days early, and their events then stopped the job in every restart. */
  @Test
  void anEmptyTopicOfEventsBesideAFilledOneOfExemplarsClosesNothing() throws Exception {
    createTopics("beside", 1, true);
    List<byte[]> exemplars = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String line = command(0, i);
      exemplars.add(
          "{\"window\":\"2024-12-31\",\"scale\":\"full\",\"command_line\":\"%1$s\",\"cmd\":\"%1$s\"}"
              .formatted(line)
              .getBytes(UTF_8));
    }
    kafka.send("beside-known", 0, exemplars);
    JobClient job =
        start(
            "beside",
            2,
            "earlier-exemplars.bootstrap-servers=" + kafka.bootstrapServers(),
            "earlier-exemplars.topic=beside-known",
            "earlier-exemplars.group-id=known");
    Thread.sleep(4000);
    kafka.send("beside", 0, day(0, 30));
    kafka.send("beside", 0, List.of(event(DAY.plus(Duration.ofDays(2)), "last")));
    await(
        () ->
            kafka.read("beside-exemplars").size() + kafka.read("beside-near-duplicates").size()
                == 30);
    job.cancel().get();
    assertThat(kafka.read("beside-near-duplicates")).hasSizeGreaterThanOrEqualTo(20);
    assertThat(funnel("beside").total().late()).isZero();
  }

  private static void createTopics(String name, int partitions, boolean known) throws Exception {
    kafka.createTopic(name, partitions);
    if (known) {
      kafka.createTopic(name + "-known", 1);
    }
    for (Output output : Output.values()) {
      kafka.createTopic(name + "-" + output.folder(), 1);
    }
  }

  private JobClient start(String name, int parallelism, String... settings) throws Exception {
    String config =
        """
        source: {bootstrap-servers: "%1$s", topic: %2$s, group-id: %2$s}
        sink: {kafka: {bootstrap-servers: "%1$s", topic-prefix: %2$s-}}
        job: {parallelism: %3$d, top-k: 100}
        checkpoints: {interval: PT1S, directory: "%4$s"}
        """
            .formatted(
                kafka.bootstrapServers(), name, parallelism, folder.resolve("checkpoints").toUri());
    LongtailOptions options =
        LongtailOptions.read(config, "longtail.yaml", Map.of(), Arrays.asList(settings));
    Configuration flink = TestFlink.streaming(options.parallelism());
    rest = LocalFlink.rest(flink);
    return new StreamingJob(options, flink, said -> {}).start();
  }

  private static List<byte[]> day(int day, int events) {
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      records.add(event(DAY.plus(Duration.ofDays(day)).plusSeconds(600L * i), command(day, i)));
    }
    return records;
  }

  /** No two of them are near-duplicates. */
  private static String command(int day, int i) {
    String word = "w" + "abcdefghijklmnopqrstuvwxyz0123456789".charAt(i) + "xyz".charAt(day);
    return "/opt/" + word + "/bin/run" + word + " --" + word + " " + word;
  }

  private static byte[] event(Instant time, String commandLine) {
    return "{\"ts\":%d,\"cmd\":\"%s\"}".formatted(time.toEpochMilli(), commandLine).getBytes(UTF_8);
  }

  private static void send(String topic, int partition, byte[] record) {
    try {
      kafka.send(topic, partition, List.of(record));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Funnel funnel(String name) throws IOException {
    Funnel funnel = new Funnel();
    for (String count : kafka.read(name + "-funnel")) {
      funnel.add(Json.MAPPER.readValue(count, FunnelCount.class));
    }
    return funnel;
  }

  private static void await(BooleanSupplier met) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!met.getAsBoolean()) {
      assertThat(Instant.now()).as("after " + PATIENCE).isBefore(end);
      Thread.sleep(300);
    }
  }
}
