package dev.longtail.detectors.flink;

import static dev.longtail.detectors.core.Commands.NEW_YEAR;
import static dev.longtail.detectors.core.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.core.Anomaly;
import dev.longtail.detectors.core.DetectorWindows;
import dev.longtail.detectors.core.EmbeddedAnomaly;
import dev.longtail.detectors.core.Exemplar;
import dev.longtail.detectors.core.FunnelCount;
import dev.longtail.detectors.core.FunnelStage;
import dev.longtail.detectors.core.NearDuplicateRule;
import dev.longtail.detectors.core.ScoredCommand;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** The operators behind the shards, each in Flink's harness. */
class WindowResultsTest {
  private static final DetectorWindows DAILY = DetectorWindows.DAILY;
  private static final long NEXT_DAY = NEW_YEAR + Duration.ofDays(1).toMillis();

  @Test
  void rankMergesTheShardsAndNumbersTheBest() throws Exception {
    RankFunction function = new RankFunction(DAILY, WindowClosing.ON_WATERMARK, 2);
    try (var rank = harness(function, RankFunction::keyOf)) {
      rank.open();
      rank.processElement(scored("b", 0.6, NEW_YEAR), NEW_YEAR);
      rank.processElement(scored("a", 0.9, NEW_YEAR), NEW_YEAR);
      rank.processElement(scored("c", 0.5, NEW_YEAR), NEW_YEAR);
      rank.processElement(scored("next", 0.4, NEXT_DAY), NEXT_DAY);
      rank.processWatermark(NEXT_DAY - 1);
      assertThat(rank.extractOutputValues())
          .extracting(Anomaly::rank, a -> a.scored().command().commandLine())
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(1, "a"),
              org.assertj.core.groups.Tuple.tuple(2, "b"));
      rank.processWatermark(Long.MAX_VALUE);
      assertThat(rank.extractOutputValues()).hasSize(3);
      assertThat(rank.numKeyedStateEntries()).isZero();
      assertThat(rank.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void theRegistryRemembersItsExemplarsOverARestart() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var registry = registry()) {
      registry.open();
      registry.processElement(anomaly("first", 1, NEW_YEAR, 1, 0), NEW_YEAR);
      registry.processElement(anomaly("like first", 2, NEW_YEAR, 0.99f, 0.14f), NEW_YEAR);
      registry.processWatermark(NEXT_DAY - 1);
      assertThat(registry.extractOutputValues())
          .extracting(e -> e.command().commandLine())
          .containsExactly("first");
      assertThat(counted(registry, FunnelStage.NEAR_DUPLICATES)).isOne();
      registry.processElement(anomaly("first", 1, NEXT_DAY, 1, 0), NEXT_DAY);
      checkpoint = registry.snapshot(1, 1);
    }
    try (var restored = registry()) {
      restored.initializeState(checkpoint);
      restored.open();
      restored.processElement(anomaly("other", 2, NEXT_DAY, 0, 1), NEXT_DAY);
      restored.processWatermark(Long.MAX_VALUE);
      assertThat(restored.extractOutputValues())
          .extracting(e -> e.command().commandLine())
          .containsExactly("other");
      assertThat(restored.getSideOutput(SideOutputs.NEAR_DUPLICATES))
          .singleElement()
          .satisfies(d -> assertThat(d.getValue().of()).isEqualTo("first"));
      assertThat(counted(restored, FunnelStage.ANOMALIES)).isEqualTo(2);
      assertThat(counted(restored, FunnelStage.EXEMPLARS)).isOne();
    }
  }

  /** What is forgotten is forgotten in state too: a restart does not bring it back. */
  @Test
  void theRegistryForgetsTheEarliestWindowBeyondItsCapacity() throws Exception {
    long thirdDay = NEXT_DAY + DAILY.size();
    OperatorSubtaskState checkpoint;
    try (var registry = registry(2)) {
      registry.open();
      registry.processElement(anomaly("first", 1, NEW_YEAR, 1, 0), NEW_YEAR);
      registry.processElement(anomaly("like first", 2, NEW_YEAR, 0.85f, 0.5268f), NEW_YEAR);
      registry.processWatermark(NEXT_DAY - 1);
      assertThat(counted(registry, FunnelStage.EXEMPLARS)).isEqualTo(2);
      assertThat(counted(registry, FunnelStage.NEAR_DUPLICATES)).isZero();
      assertThat(counted(registry, FunnelStage.NEAR_DUPLICATES_PUBLISHED)).isOne();
      assertThat(counted(registry, FunnelStage.FORGOTTEN)).isZero();
      registry.processElement(anomaly("second", 1, NEXT_DAY, 0, 1), NEXT_DAY);
      registry.processWatermark(thirdDay - 1);
      assertThat(counted(registry, FunnelStage.FORGOTTEN)).isEqualTo(2);
      checkpoint = registry.snapshot(1, 1);
    }
    try (var restored = registry(2)) {
      restored.initializeState(checkpoint);
      restored.open();
      restored.processElement(anomaly("first", 1, thirdDay, 1, 0), thirdDay);
      restored.processElement(anomaly("second", 2, thirdDay, 0, 1), thirdDay);
      restored.processWatermark(Long.MAX_VALUE);
      assertThat(restored.extractOutputValues())
          .extracting(e -> e.command().commandLine())
          .containsExactly("first");
    }
  }

  @Test
  void theControlArmDrawsAsManyLinesAsThereAreExemplars() throws Exception {
    ControlFunction function = new ControlFunction(DAILY, WindowClosing.ON_WATERMARK);
    try (var control = harness(function, ControlInput::key)) {
      control.open();
      for (int i = 0; i < 9; i++) {
        control.processElement(
            new ControlInput(scored("random " + i, 0, NEW_YEAR), null), NEW_YEAR);
      }
      for (String line : List.of("x", "y")) {
        Exemplar exemplar =
            new Exemplar(line, NEW_YEAR, "full", List.of("d"), 1, 1, seen(line, NEW_YEAR));
        control.processElement(new ControlInput(null, exemplar), NEW_YEAR);
      }
      control.processWatermark(NEXT_DAY - 1);
      assertThat(control.extractOutputValues())
          .hasSize(2)
          .allSatisfy(
              drawn -> {
                assertThat(drawn.command().commandLine()).startsWith("random");
                assertThat(drawn.scale()).isEqualTo("full");
                assertThat(drawn.detectors()).isEmpty();
              });
      assertThat(control.numKeyedStateEntries()).isZero();
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, EmbeddedAnomaly, Exemplar>
      registry() throws Exception {
    return registry(100);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, EmbeddedAnomaly, Exemplar> registry(
      int capacity) throws Exception {
    return harness(
        new RegistryFunction(
            DAILY, WindowClosing.ON_WATERMARK, new NearDuplicateRule(0.9, false), capacity),
        anomaly -> anomaly.anomaly().scored().scale());
  }

  private static <I, O> KeyedOneInputStreamOperatorTestHarness<String, I, O> harness(
      WindowedFunction<String, I, ?, O> function, KeySelector<I, String> key) throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new WindowedOperator<>(function), key, Types.STRING);
  }

  private static long counted(
      KeyedOneInputStreamOperatorTestHarness<String, EmbeddedAnomaly, Exemplar> registry,
      FunnelStage stage) {
    return registry.getSideOutput(SideOutputs.FUNNEL).stream()
        .map(StreamRecord::getValue)
        .filter(count -> count.stage() == stage)
        .mapToLong(FunnelCount::count)
        .sum();
  }

  private static ScoredCommand scored(String commandLine, double score, long window) {
    return new ScoredCommand(
        window, "full", "isolation-forest", score, seen(commandLine, window), List.of());
  }

  private static EmbeddedAnomaly anomaly(
      String commandLine, int rank, long window, float x, float y) {
    return new EmbeddedAnomaly(
        new Anomaly(rank, scored(commandLine, 1.0 / rank, window)), new float[] {x, y});
  }
}
