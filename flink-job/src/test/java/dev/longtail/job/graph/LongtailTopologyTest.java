package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.config.Scales;
import dev.longtail.job.config.ScoringOptions;
import dev.longtail.job.config.Selection;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.scoring.SmallModels;
import dev.longtail.labeler.client.LabelerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The graph as it is put together; nothing runs. */
class LongtailTopologyTest {
  /** By these state is found in a savepoint: add to them, change none. */
  private static final List<String> ALWAYS =
      List.of(
          "source",
          "route",
          "join-audit",
          "twins",
          "detect-full",
          "rank",
          "embed-anomalies",
          "count-embedded-anomalies",
          "registry",
          "json-dead-letters",
          "sink-dead-letters",
          "json-late",
          "sink-late",
          "drift",
          "json-drift",
          "sink-drift",
          "json-anomalies",
          "sink-anomalies",
          "json-exemplars",
          "sink-exemplars",
          "json-near-duplicates",
          "sink-near-duplicates",
          "json-funnel",
          "sink-funnel");

  private static final List<String> REDUCED =
      List.of("embed-sample", "count-embedded-sample", "detect-reduced", "rank-reduced");

  private static final List<String> KNOWN =
      List.of(
          "earlier-exemplars-source",
          "parse-earlier-exemplars",
          "times-of-earlier-exemplars",
          "embed-earlier-exemplars",
          "earlier-exemplars");

  private static final List<String> LABELLED =
      List.of(
          "admission-exemplars",
          "admission-near-duplicates",
          "screen",
          "request-exemplar",
          "label",
          "admit",
          "admitted",
          "quarantined",
          "json-verdicts",
          "sink-verdicts",
          "json-training-data",
          "sink-training-data",
          "json-quarantine",
          "sink-quarantine");

  private static final List<String> CONTROLLED =
      List.of(
          "control-sample",
          "control-exemplars",
          "control",
          "request-random",
          "near-duplicates-of-full-scale",
          "near-duplicates-to-label",
          "request-near-duplicate",
          "json-control",
          "sink-control");

  private static final List<String> SCORED =
      List.of(
          "choose-model",
          "score",
          "alert",
          "explain-detections",
          "explain-doubts",
          "json-detections",
          "sink-detections",
          "json-review-queue",
          "sink-review-queue");

  static final Source<String, ?, ?> EXEMPLARS =
      new DataGeneratorSource<>(number -> "{}", 1, Types.STRING);

  @ParameterizedTest
  @EnumSource(names = {"STREAMING", "BATCH"})
  void theWholeGraphKeepsItsUids(RuntimeExecutionMode mode) {
    assertThat(uids(mode, Scales.BOTH, EXEMPLARS, true))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ALWAYS, REDUCED, KNOWN, LABELLED, CONTROLLED).flatMap(List::stream).toList());
  }

  @Test
  void whatIsNotAskedForIsNotInTheGraph() {
    assertThat(uids(RuntimeExecutionMode.STREAMING, Scales.FULL, null, false))
        .containsExactlyInAnyOrderElementsOf(ALWAYS);
  }

  @ParameterizedTest
  @EnumSource(names = {"STREAMING", "BATCH"})
  void scoringKeepsItsUids(RuntimeExecutionMode mode, @TempDir Path folder) throws IOException {
    List<String> watching =
        mode == RuntimeExecutionMode.STREAMING ? List.of("model-news", "watch-model") : List.of();
    assertThat(uids(whole(mode, Scales.FULL, null, false, scoring(folder))))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ALWAYS, SCORED, watching).flatMap(List::stream).toList());
  }

  @ParameterizedTest
  @EnumSource(names = {"STREAMING", "BATCH"})
  void theChoiceByScoresKeepsItsUids(RuntimeExecutionMode mode, @TempDir Path folder)
      throws IOException {
    List<String> watching =
        mode == RuntimeExecutionMode.STREAMING ? List.of("model-news", "watch-model") : List.of();
    List<String> value = List.of("choose-model-for-value", "value-candidates", "value");
    for (Selection select : List.of(Selection.VALUE, Selection.BOTH)) {
      List<String> turns = select == Selection.BOTH ? List.of("interleave") : List.of();
      assertThat(uids(whole(mode, Scales.BOTH, null, false, scoring(folder).with(select))))
          .containsExactlyInAnyOrderElementsOf(
              Stream.of(ALWAYS, REDUCED, SCORED, watching, value, turns)
                  .flatMap(List::stream)
                  .toList());
    }
  }

  /** By a small model in {@code folder}. */
  static ScoringOptions scoring(Path folder) throws IOException {
    return new ScoringOptions(
        SmallModels.text(folder, "tool").toString(), Duration.ofMinutes(1), 1, 1);
  }

  private static List<String> uids(
      RuntimeExecutionMode mode, Scales scales, Source<String, ?, ?> known, boolean labelled) {
    return uids(whole(mode, scales, known, labelled));
  }

  private static List<String> uids(StreamExecutionEnvironment env) {
    return env.getStreamGraph().getStreamNodes().stream()
        .map(StreamNode::getTransformationUID)
        .toList();
  }

  /** An environment with the whole graph in it; nothing is scored. */
  static StreamExecutionEnvironment whole(
      RuntimeExecutionMode mode, Scales scales, Source<String, ?, ?> known, boolean labelled) {
    return whole(mode, scales, known, labelled, ScoringOptions.NONE);
  }

  /** An environment with the whole graph in it. */
  static StreamExecutionEnvironment whole(
      RuntimeExecutionMode mode,
      Scales scales,
      Source<String, ?, ?> known,
      boolean labelled,
      ScoringOptions scoring) {
    TopologyOptions defaults = TopologyOptions.DEFAULT;
    TopologyOptions.Ranking ranking = defaults.ranking();
    TopologyOptions options =
        defaults
            .with(
                new TopologyOptions.Ranking(
                    scales,
                    ranking.shards(),
                    ranking.topK(),
                    ranking.detector(),
                    ranking.limits(),
                    ranking.sample()))
            .with(
                labelled ? LabelerOptions.truth(Path.of("truth.jsonl")) : LabelerOptions.none(),
                labelled)
            .with(scoring);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    new LongtailTopology(
            new GatedSource("never opened"), known, sink -> new DiscardingSink<>(), options, mode)
        .build(env);
    return env;
  }
}
