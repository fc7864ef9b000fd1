package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.config.ScoringOptions;
import dev.longtail.job.config.Selection;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.scoring.SmallModels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classifier's doubts choose what is labelled, and every choice is accounted for. */
class LabelValueIT {
  private static final int TOP_K = 20;
  private static final int DAYS = 2;

  @TempDir private Path folder;

  private TopologyOptions options(Selection select) throws Exception {
    TopologyOptions.Ranking ranking = TopologyOptions.DEFAULT.ranking();
    Path model = folder.resolve("model");
    ScoringOptions scoring =
        new ScoringOptions(
            SmallModels.embedded(model, "fetchtool").toString(), Duration.ZERO, 4, 5, select);
    return ScoringIT.options(model, Duration.ZERO, 4, 5)
        .with(
            new TopologyOptions.Ranking(
                ranking.scales(),
                ranking.shards(),
                TOP_K,
                ranking.detector(),
                ranking.limits(),
                ranking.sample()))
        .with(scoring);
  }

  private static List<JsonNode> found(CollectedOutputs outputs, String detector) throws Exception {
    return ScoringIT.read(outputs, Output.ANOMALIES).stream()
        .filter(line -> line.get("detector").textValue().equals(detector))
        .toList();
  }

  private static long commands(List<JsonNode> records, String window) {
    return records.stream()
        .filter(line -> line.get("window").textValue().equals(window))
        .map(line -> line.get("command_line").textValue())
        .distinct()
        .count();
  }

  private static long counted(CollectedOutputs outputs, String stage) throws Exception {
    return ScoringIT.read(outputs, Output.FUNNEL).stream()
        .filter(count -> count.get("stage").textValue().equals(stage))
        .mapToLong(count -> count.get("count").longValue())
        .sum();
  }

  @Test
  void valueAloneTakesTheWholeBudget() throws Exception {
    List<SourceRecord> events = ScoringIT.events("fetchtool", 0, DAYS);
    CollectedOutputs first = ScoringIT.bounded(events, options(Selection.VALUE), 1);
    List<SourceRecord> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, new Random(7));
    CollectedOutputs again = ScoringIT.bounded(shuffled, options(Selection.VALUE), 3);
    for (Output output : List.of(Output.ANOMALIES, Output.EXEMPLARS, Output.DETECTIONS)) {
      assertThat(ScoringIT.sorted(again, output)).isEqualTo(ScoringIT.sorted(first, output));
    }
    assertThat(found(first, "isolation-forest")).isEmpty();
    List<JsonNode> value = found(first, ValueFunction.NAME);
    assertThat(value).hasSize(TOP_K * DAYS);
    Function<JsonNode, Double> score = line -> line.get("score").doubleValue();
    assertThat(value).extracting(score).allMatch(doubt -> doubt <= 0);
    assertThat(counted(first, "ANOMALIES")).isEqualTo(TOP_K * DAYS);
    assertThat(counted(first, "NEAR_DUPLICATES") + counted(first, "EXEMPLARS"))
        .isEqualTo(TOP_K * DAYS);
    // Ten attacks come ten times a day each: a record tells all events of its command.
    assertThat(value)
        .filteredOn(line -> line.get("command_line").textValue().startsWith("fetchtool"))
        .allSatisfy(line -> assertThat(line.at("/source/occurrences").intValue()).isEqualTo(10));
  }

  @Test
  void bothShareOneBudget() throws Exception {
    CollectedOutputs outputs =
        ScoringIT.bounded(ScoringIT.events("fetchtool", 0, DAYS), options(Selection.BOTH), 2);
    List<JsonNode> all = ScoringIT.read(outputs, Output.ANOMALIES);
    assertThat(commands(all, "2025-01-01")).isEqualTo(TOP_K);
    assertThat(commands(all, "2025-01-02")).isEqualTo(TOP_K);
    assertThat(found(outputs, "isolation-forest")).hasSizeGreaterThanOrEqualTo(TOP_K / 2 * DAYS);
    assertThat(found(outputs, ValueFunction.NAME)).hasSizeGreaterThanOrEqualTo(TOP_K / 2 * DAYS);
    assertThat(counted(outputs, "ANOMALIES")).isEqualTo(TOP_K * DAYS);
  }
}
