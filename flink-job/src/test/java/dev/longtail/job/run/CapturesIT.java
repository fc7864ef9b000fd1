package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.TimeRange;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.graph.Output;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.RecordLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures of real tools through a backfill and through Kafka: exactly their process starts. */
class CapturesIT {
  private static final Path SAMPLES = Path.of("../../shared/data/formats");

  /** The most unusual lines of a window that are kept: more than any of these windows has. */
  private static final int ALL = 1000;

  @TempDir Path folder;

  private static final List<Path> FILES = new ArrayList<>();
  private static final Map<String, Integer> EXPECTED = new TreeMap<>();
  private static int untimed;
  private static long latest;

  @BeforeAll
  static void readWhatIsExpected() throws IOException {
    Path expected = SAMPLES.resolve("expected");
    assumeTrue(Files.isDirectory(expected), "no samples beside the checkout");
    List<Path> files;
    try (Stream<Path> found = Files.list(expected)) {
      files = found.sorted().toList();
    }
    for (Path file : files) {
      FILES.add(SAMPLES.resolve(file.getFileName().toString().replace(".expected.jsonl", "")));
      for (String line : Files.readAllLines(file)) {
        JsonNode start = Json.MAPPER.readTree(line);
        if (start.get("ts_ms").isNull()) {
          untimed++;
        } else {
          long time = start.get("ts_ms").asLong();
          count(Instant.ofEpochMilli(time), start, 1, EXPECTED);
          latest = Math.max(latest, time);
        }
      }
    }
    assertThat(EXPECTED).isNotEmpty();
  }

  @Test
  void ofAFolder() throws Exception {
    Path input = Files.createDirectory(folder.resolve("input"));
    for (Path file : FILES) {
      Files.copy(file, input.resolve(file.getFileName()));
    }
    TopologyOptions options =
        SmallJob.full(TimeRange.ALL, ALL, new TopologyOptions.Labels(LabelerOptions.none(), false));
    Path out = folder.resolve("out");
    Funnel funnel = new Backfill(input, out, options, 2, line -> {}).run();

    Map<String, Integer> found = new TreeMap<>();
    for (String anomaly : GeneratedDays.sortedLines(out.resolve(Output.ANOMALIES.folder()))) {
      countAnomaly(Json.MAPPER.readTree(anomaly), found);
    }
    assertThat(differences(found)).isEmpty();
    assertThat(GeneratedDays.sortedLines(out.resolve(Output.DEAD_LETTERS.folder())))
        .hasSize(untimed);
    assertThat(funnel.total().skipped()).isPositive();
  }

  @Test
  void ofATopic() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      kafka.createTopic("captures", 1);
      for (Output output : Output.values()) {
        kafka.createTopic("captures-" + output.folder(), 1);
      }
      for (Path file : FILES) {
        kafka.send("captures", 0, records(file));
      }
      String last = "{\"ts\":%d,\"cmd\":\"last\"}".formatted(latest + 2 * 86_400_000L);
      kafka.send("captures", 0, List.of(last.getBytes(StandardCharsets.UTF_8)));
      JobClient job = start(kafka);
      Map<String, Integer> found = new TreeMap<>();
      Instant end = Instant.now().plus(Duration.ofMinutes(1));
      while (!differences(found).isEmpty() && Instant.now().isBefore(end)) {
        Thread.sleep(300);
        found = found(kafka);
      }
      job.cancel().get();

      assertThat(differences(found(kafka))).isEmpty();
      assertThat(kafka.read("captures-dead-letters")).hasSize(untimed);
      Funnel funnel = new Funnel();
      for (String count : kafka.read("captures-funnel")) {
        funnel.add(Json.MAPPER.readValue(count, FunnelCount.class));
      }
      assertThat(funnel.total().skipped()).isPositive();
    }
  }

  private JobClient start(EmbeddedKafka kafka) throws Exception {
    String config =
        """
        source: {bootstrap-servers: "%1$s", topic: captures, group-id: captures}
        sink: {kafka: {bootstrap-servers: "%1$s", topic-prefix: captures-}}
        job: {parallelism: 1, top-k: %2$d}
        checkpoints: {interval: PT1S, directory: "%3$s"}
        """
            .formatted(kafka.bootstrapServers(), ALL, folder.resolve("checkpoints").toUri());
    LongtailOptions options = LongtailOptions.read(config, "longtail.yaml", Map.of(), List.of());
    return new StreamingJob(options, TestFlink.streaming(options.parallelism()), said -> {})
        .start();
  }

  /** The captures are years apart and in no order, so some of their events are late. */
  private static Map<String, Integer> found(EmbeddedKafka kafka) throws Exception {
    Map<String, Integer> found = new TreeMap<>();
    for (String anomaly : kafka.read("captures-anomalies")) {
      countAnomaly(Json.MAPPER.readTree(anomaly), found);
    }
    for (String late : kafka.read("captures-late")) {
      JsonNode event = Json.MAPPER.readTree(late);
      count(Instant.parse(event.get("ts").asText()), event, 1, found);
    }
    return found;
  }

  /** What is there more or less often than expected; lines are shortened. */
  private static Map<String, Integer> differences(Map<String, Integer> found) {
    Map<String, Integer> differences = new TreeMap<>(found);
    EXPECTED.forEach((line, count) -> differences.merge(line, -count, Integer::sum));
    differences.values().removeIf(count -> count == 0);
    Map<String, Integer> shortened = new TreeMap<>();
    differences.forEach(
        (line, count) -> shortened.put(line.substring(0, Math.min(200, line.length())), count));
    return shortened;
  }

  private static void countAnomaly(JsonNode anomaly, Map<String, Integer> counts) {
    JsonNode source = anomaly.get("source");
    count(
        Instant.parse(source.get("first_seen").asText()),
        anomaly,
        source.get("occurrences").asInt(),
        counts);
  }

  private static void count(Instant time, JsonNode start, int by, Map<String, Integer> counts) {
    String day = time.toString().substring(0, "2025-01-01".length());
    counts.merge(day + ' ' + start.get("command_line").asText(), by, Integer::sum);
  }

  private static List<byte[]> records(Path file) throws IOException {
    List<byte[]> records = new ArrayList<>();
    try (InputStream in = JsonLines.open(file)) {
      RecordLines lines = JsonLines.records(in, file.toString());
      for (RecordLines.Line line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank()) {
          records.add(line.bytes());
        }
      }
    }
    return records;
  }
}
