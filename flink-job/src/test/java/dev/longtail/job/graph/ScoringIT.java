package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.job.config.ScoringOptions;
import dev.longtail.job.config.TimeRange;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.scoring.SmallModels;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bounded job scores every unique command of a window once. */
class ScoringIT {
  private static final long DAY = Duration.ofDays(1).toMillis();
  static final long BEGINNING = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
  private static final int EVENTS_A_DAY = 300;
  private static final int DAYS = 3;

  @TempDir private Path folder;

  /**
   * Days of which each third event is an attack of {@code tool}: ten different ones a day, on many
   * hosts, and at one time on several.
   */
  static List<SourceRecord> events(String tool, int firstDay, int days) {
    List<SourceRecord> events = new ArrayList<>();
    for (int day = firstDay; day < firstDay + days; day++) {
      for (int i = 0; i < EVENTS_A_DAY; i++) {
        long ts = BEGINNING + day * DAY + i / 4 * 60_000L;
        String word = "x" + (char) ('a' + i % 10);
        String line =
            switch (i % 3) {
              case 0 -> tool + " --out /srv/" + word;
              case 1 -> "ls -l /home/" + word + i;
              default -> "cat /etc/" + word + i + ".conf";
            };
        events.add(
            new SourceRecord(
                new CommandEvent(
                    "e-%d-%03d".formatted(day, (i * 7) % 300),
                    ts,
                    "h" + i % 5,
                    "u",
                    "linux",
                    "",
                    "",
                    line),
                null));
      }
    }
    return events;
  }

  static TopologyOptions options(Path model, Duration poll, int alerts, int queue) {
    TopologyOptions.Events events = TopologyOptions.DEFAULT.events();
    return new TopologyOptions(
            new TopologyOptions.Events(events.windows(), TimeRange.ALL, Duration.ofMinutes(10)),
            TopologyOptions.DEFAULT.ranking(),
            new TopologyOptions.NearDuplicates(
                SmallModel.MODEL, new NearDuplicateRule(SmallModel.COSINE, true)),
            new TopologyOptions.Labels(LabelerOptions.none(), false))
        .with(new ScoringOptions(model.toString(), poll, alerts, queue));
  }

  static CollectedOutputs bounded(
      List<SourceRecord> records, TopologyOptions options, int parallelism) throws Exception {
    String name = UUID.randomUUID().toString();
    GatedSource.Gate gate = GatedSource.gate(name);
    gate.reads(records);
    gate.openTo(records.size());
    CollectedOutputs outputs = new CollectedOutputs();
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, new Configuration());
    new LongtailTopology(new GatedSource(name), outputs, options, RuntimeExecutionMode.BATCH)
        .build(env);
    env.execute();
    return outputs;
  }

  static List<String> sorted(CollectedOutputs outputs, Output output) {
    return outputs.lines(output).stream().sorted().toList();
  }

  static List<JsonNode> read(CollectedOutputs outputs, Output output) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (String line : sorted(outputs, output)) {
      records.add(Json.MAPPER.readTree(line));
    }
    return records;
  }

  @Test
  void aBoundedJobFindsTheSameInAnyOrderAtAnyParallelism() throws Exception {
    TopologyOptions options =
        options(SmallModels.embedded(folder.resolve("model"), "fetchtool"), Duration.ZERO, 4, 5);
    List<SourceRecord> events = events("fetchtool", 0, DAYS);
    CollectedOutputs first = bounded(events, options, 1);
    List<SourceRecord> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, new Random(7));
    CollectedOutputs again = bounded(shuffled, options, 3);
    for (Output output : List.of(Output.DETECTIONS, Output.REVIEW_QUEUE)) {
      assertThat(sorted(again, output)).isEqualTo(sorted(first, output)).isNotEmpty();
    }
    List<JsonNode> detections = read(first, Output.DETECTIONS);
    assertThat(detections)
        .hasSize(10 * DAYS)
        .allSatisfy(
            detection -> {
              assertThat(detection.get("command_line").textValue()).startsWith("fetchtool");
              assertThat(detection.get("score").doubleValue())
                  .isGreaterThanOrEqualTo(detection.get("threshold").doubleValue());
              assertThat(detection.get("explanation").size()).isPositive();
              assertThat(detection.at("/nearest_benign/cmd").textValue()).matches("(ls|cat) .*");
              assertThat(detection.at("/source/event_id").textValue()).startsWith("e-");
            });
    assertThat(read(first, Output.REVIEW_QUEUE))
        .hasSize(5 * DAYS)
        .extracting(doubt -> doubt.get("window").textValue())
        .contains("2025-01-01", "2025-01-03");
  }
}
