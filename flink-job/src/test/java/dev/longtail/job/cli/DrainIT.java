package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.graph.Output;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.run.Backfill;
import dev.longtail.job.run.ComparedOutputs;
import dev.longtail.job.run.EmbeddedKafka;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.job.run.StreamingJob;
import dev.longtail.job.watch.FlinkRest;
import dev.longtail.job.watch.JobReport;
import dev.longtail.job.watch.RunningJob;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code longtail stop --drain} on a running job with a real broker: the day that is open gets its
 * results as if it had ended, and it stays closed for the job that goes on from the savepoint.
 */
class DrainIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long SECOND_DAY = Instant.parse("2025-01-02T00:00:00Z").toEpochMilli();
  private static final long NOON = Instant.parse("2025-01-02T12:00:00Z").toEpochMilli();
  private static final long THIRD_DAY = Instant.parse("2025-01-03T00:00:00Z").toEpochMilli();
  @TempDir Path folder;
  private EmbeddedKafka kafka;
  private LocalLabelServer labels;
  private Path config;

  @BeforeEach
  void start() throws Exception {
    labels = LocalLabelServer.start(0);
    kafka = EmbeddedKafka.start(folder);
    config =
        Files.writeString(
            folder.resolve("longtail.yaml"),
            """
            source: {bootstrap-servers: "%1$s", topic: command-events, group-id: longtail}
            earlier-exemplars: {bootstrap-servers: "%1$s", topic: longtail-exemplars, group-id: known}
            sink: {kafka: {bootstrap-servers: "%1$s"}}
            job: {parallelism: 2, top-k: 20, scale: both, embedding-model: "%2$s"}
            labeler: {endpoint: "%3$s", model: %4$s}
            checkpoints: {interval: PT1S, directory: "%5$s"}
            """
                .formatted(
                    kafka.bootstrapServers(),
                    SmallModel.writeTo(folder.resolve("model")),
                    labels.url(),
                    LocalLabelServer.MODEL,
                    folder.resolve("checkpoints").toUri()));
    kafka.createTopic("command-events", 2);
    for (Output output : Output.values()) {
      kafka.createTopic("longtail-" + output.folder(), 1);
    }
  }

  @AfterEach
  void stop() throws Exception {
    kafka.close();
    labels.close();
  }

  @Test
  void theOpenDayGetsItsResultsAndStaysClosed() throws Exception {
    List<String> events =
        GeneratedDays.lines(GeneratedDays.generate(folder.resolve("data"), 3, 600).telemetry());
    List<String> dayAndAHalf = between(events, Long.MIN_VALUE, NOON);
    List<String> morning = between(events, SECOND_DAY, NOON);
    List<String> afternoon = between(events, NOON, THIRD_DAY);
    List<String> thirdDay = between(events, THIRD_DAY, Long.MAX_VALUE);
    assertThat(List.of(dayAndAHalf, afternoon, thirdDay)).noneMatch(List::isEmpty);

    streamAndDrain(dayAndAHalf);
    assertSameAsBounded("first", dayAndAHalf);
    List<String> anomalies = kafka.read("longtail-anomalies");
    assertThat(anomalies).anyMatch(line -> line.contains("\"2025-01-02\""));

    streamAndDrain(both(afternoon, thirdDay));
    assertSameAsBounded("second", both(dayAndAHalf, thirdDay));
    assertThat(kafka.read("longtail-anomalies")).startsWith(anomalies.toArray(String[]::new));
    assertThat(kafka.read("longtail-late")).hasSize(afternoon.size());
    assertThat(rows(funnel()))
        .allSatisfy(
            (row, counts) -> {
              boolean drained = row.startsWith("2025-01-02");
              assertThat(counts.late()).as(row).isEqualTo(drained ? afternoon.size() : 0);
              assertThat(counts.events() - counts.late())
                  .as(row)
                  .isEqualTo(drained ? morning.size() : thirdDay.size());
            });
  }

  /**
   * A job from its newest state, or anew; it reads {@code events} and is drained by the command.
   */
  private void streamAndDrain(List<String> events) throws Exception {
    LongtailOptions options =
        LongtailOptions.read(Files.readString(config), config + "", Map.of(), List.of());
    Configuration flink = LocalFlink.streaming(Path.of("../flink-conf"), options.parallelism());
    List<String> said = new ArrayList<>();
    JobClient job = new StreamingJob(options, flink, said::add).start();
    URI rest = LocalFlink.rest(flink);
    send(events);
    RunningJob running = new RunningJob(new FlinkRest(rest), job.getJobID().toString());
    await(OptionalLong.of(events.size()), () -> JobReport.of(running).records());
    await(true, () -> JobReport.of(running).waiting().isPresent());
    Console.Outcome stop =
        Console.run("stop", "--drain", "--config", config.toString(), "--rest", rest.toString());
    assertThat(stop.status()).as(stop.err()).isZero();
    assertThat(stop.out().strip()).contains("/savepoints/savepoint-");
    var unused = job.getJobExecutionResult().get();
  }

  private void assertSameAsBounded(String name, List<String> events) throws Exception {
    Path input = Files.createDirectories(folder.resolve(name + "-input"));
    Files.write(input.resolve("events.jsonl"), events);
    Path out = folder.resolve(name);
    LongtailOptions options =
        LongtailOptions.read(Files.readString(config), config + "", Map.of(), List.of());
    Funnel bounded = new Backfill(input, out, options.topology(), 2, line -> {}).run();
    for (Output output : ComparedOutputs.ALL) {
      assertThat(kafka.read("longtail-" + output.folder()).stream().sorted().toList())
          .as(name + " " + output.folder())
          .isEqualTo(GeneratedDays.sortedLines(out.resolve(output.folder())));
    }
    Map<String, Funnel.Counts> expected = rows(bounded);
    // What is late was counted, and is no part of the bounded job's input.
    assertThat(rows(funnel()))
        .as(name + " funnel")
        .usingRecursiveComparison()
        .ignoringFieldsMatchingRegexes(".*\\.(events|late)")
        .isEqualTo(expected);
  }

  private static Map<String, Funnel.Counts> rows(Funnel funnel) {
    Map<String, Funnel.Counts> rows = new TreeMap<>();
    funnel.rows().forEach(row -> rows.put(row.window() + " " + row.scale(), row.counts()));
    return rows;
  }

  private void send(List<String> events) throws Exception {
    for (int partition = 0; partition < 2; partition++) {
      List<byte[]> records = new ArrayList<>();
      for (int i = partition; i < events.size(); i += 2) {
        records.add(events.get(i).getBytes(StandardCharsets.UTF_8));
      }
      kafka.send("command-events", partition, records);
    }
  }

  private Funnel funnel() throws IOException {
    Funnel funnel = new Funnel();
    for (String count : kafka.read("longtail-funnel")) {
      funnel.add(Json.MAPPER.readValue(count, FunnelCount.class));
    }
    return funnel;
  }

  private static List<String> both(List<String> first, List<String> second) {
    List<String> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }

  private static List<String> between(List<String> events, long from, long until)
      throws IOException {
    List<String> found = new ArrayList<>();
    for (String event : events) {
      long time = Json.MAPPER.readTree(event).get("ts").asLong();
      if (time >= from && time < until) {
        found.add(event);
      }
    }
    return found;
  }

  /** A job that only just starts may leave a question unanswered; then it is asked again. */
  private static <T> void await(T expected, Callable<T> actual) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!isAnswer(expected, actual)) {
      assertThat(Instant.now()).as("waits for " + expected).isBefore(end);
      Thread.sleep(200);
    }
  }

  private static <T> boolean isAnswer(T expected, Callable<T> actual) throws Exception {
    try {
      return actual.call().equals(expected);
    } catch (HttpTimeoutException e) {
      return false;
    }
  }
}
