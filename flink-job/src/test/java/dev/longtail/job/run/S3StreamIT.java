package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.longtail.detectors.state.StateMappers;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.StateLabel;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.graph.Output;
import dev.longtail.job.restore.SavedJob;
import dev.longtail.job.restore.SavedState;
import dev.longtail.job.restore.StateReader;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.job.upgrade.UpgradeCheck;
import dev.longtail.job.upgrade.UpgradeFinding;
import dev.longtail.job.upgrade.UpgradeReport;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The streaming job from Kafka to files on a real S3 server, with its checkpoints and its savepoint
 * there: stopped in the middle of a day and started again, it writes what the bounded job writes.
 */
class S3StreamIT {
  private static final String HOME = "longtail.home";
  private static final int DAYS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final List<Output> COMPARED =
      List.of(Output.ANOMALIES, Output.EXEMPLARS, Output.NEAR_DUPLICATES);

  @TempDir Path folder;
  private String homeBefore;

  @BeforeEach
  void start() {
    assumeTrue(S3Server.missing().isEmpty(), S3Server.missing());
    homeBefore = System.getProperty(HOME);
    System.setProperty(HOME, Path.of("..").toAbsolutePath().normalize().toString());
  }

  /** File systems are known to all of the JVM, and other tests follow in it. */
  @AfterEach
  void stop() {
    if (homeBefore == null) {
      System.clearProperty(HOME);
    } else {
      System.setProperty(HOME, homeBefore);
    }
    FileSystem.initialize(new Configuration(), null);
  }

  @Test
  void resultsCheckpointsAndASavepointOnS3() throws Exception {
    SmallModel.writeTo(folder.resolve("model"));
    GeneratedData data = GeneratedDays.generate(folder.resolve("data"), DAYS, 300);
    List<String> events = GeneratedDays.lines(data.telemetry());
    try (S3Server s3 = S3Server.start(folder.resolve("s3"));
        EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      s3.createBucket("results");
      s3.createBucket("state");
      kafka.createTopic("command-events", 1);
      FileSystems.prepare(
          () -> flink(s3),
          List.of(
              new FileSystems.Use("sink.files.path", new Location("s3://results/live"), true),
              new FileSystems.Use("checkpoints.directory", new Location("s3://state"), true)));
      LongtailOptions options = options(kafka);
      Map<Output, List<String>> bounded = bounded(data, options.topology());

      int middle = events.size() * 3 / 4;
      JobClient first = start(options, s3);
      send(kafka, events.subList(0, middle));
      await(() -> !s3.sortedLines("results", "live/anomalies").isEmpty());
      await(() -> s3.list("state", "checkpoints/").stream().anyMatch(k -> k.endsWith("_metadata")));
      String savepoint =
          first
              .stopWithSavepoint(
                  false, "s3://state/checkpoints/savepoints", SavepointFormatType.CANONICAL)
              .get();
      assertThat(savepoint).startsWith("s3://state/checkpoints/savepoints/savepoint-");
      theCheckOfAnUpgradeReadsIt(savepoint, options, s3);

      JobClient second = start(options, s3); // finds the savepoint
      send(kafka, events.subList(middle, events.size()));
      send(kafka, List.of("{\"ts\":1735948800000,\"cmd\":\"true\"}")); // closes the last day
      await(() -> lines(s3).equals(bounded));
      second.cancel().get();
      assertThat(lines(s3)).isEqualTo(bounded);
      assertThat(s3.list("results", "live/anomalies/"))
          .anySatisfy(key -> assertThat(key).startsWith("live/anomalies/2025-01-01/"))
          .anySatisfy(key -> assertThat(key).startsWith("live/anomalies/2025-01-02/"));
    }
  }

  private static void theCheckOfAnUpgradeReadsIt(
      String savepoint, LongtailOptions options, S3Server s3) throws IOException {
    Configuration flink = flink(s3); // It forgets the plugins, as a cluster's client would not.
    FileSystems.prepare(
        () -> flink, List.of(new FileSystems.Use("--from", new Location(savepoint), false)));
    SavedJob saved = StateReader.read(SavedState.at(savepoint, "--from"));
    assertThat(saved.label()).contains(StateLabel.of(options));
    UpgradeReport report =
        new UpgradeCheck(StateMappers.all(), false)
            .of(saved, new StreamingJob(options, flink, said -> {}).plan());
    assertThat(report.findings())
        .as(report.text())
        .extracting(UpgradeFinding::kind)
        .containsOnly(UpgradeFinding.Kind.FITS);
  }

  private static Configuration flink(S3Server s3) {
    Configuration flink = TestFlink.streaming(OptionalInt.of(1));
    flink.addAll(s3.settings());
    return flink;
  }

  private static JobClient start(LongtailOptions options, S3Server s3) throws Exception {
    Configuration flink = flink(s3);
    FileSystems.prepare(
        () -> flink, List.of(new FileSystems.Use("state", new Location("s3://state"), true)));
    return new StreamingJob(options, flink, said -> {}).start();
  }

  private Map<Output, List<String>> bounded(GeneratedData data, TopologyOptions options)
      throws IOException {
    Path out = folder.resolve("bounded");
    new Backfill(data.telemetry(), out, options, 1, line -> {}).run();
    Map<Output, List<String>> lines = new TreeMap<>();
    for (Output output : COMPARED) {
      lines.put(output, GeneratedDays.sortedLines(out.resolve(output.folder())));
    }
    assertThat(lines.get(Output.ANOMALIES)).hasSize(20);
    return lines;
  }

  private static Map<Output, List<String>> lines(S3Server s3) throws IOException {
    Map<Output, List<String>> lines = new TreeMap<>();
    for (Output output : COMPARED) {
      lines.put(output, s3.sortedLines("results", "live/" + output.folder()));
    }
    return lines;
  }

  private LongtailOptions options(EmbeddedKafka kafka) {
    String config =
        """
        source: {bootstrap-servers: "%s", topic: command-events, group-id: longtail}
        sink: {files: {path: "s3://results/live"}}
        job: {parallelism: 1, top-k: 10, embedding-model: "%s", threshold: 0.8}
        checkpoints: {interval: PT1S, directory: "s3://state/checkpoints"}
        """
            .formatted(kafka.bootstrapServers(), folder.resolve("model"));
    return LongtailOptions.read(config, "longtail.yaml", Map.of(), List.of());
  }

  private static void send(EmbeddedKafka kafka, List<String> events) throws Exception {
    List<byte[]> records = new ArrayList<>();
    events.forEach(event -> records.add(event.getBytes(StandardCharsets.UTF_8)));
    kafka.send("command-events", 0, records);
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.call() && Instant.now().isBefore(end)) {
      Thread.sleep(500);
    }
    assertThat(condition.call()).as("after " + PATIENCE).isTrue();
  }
}
