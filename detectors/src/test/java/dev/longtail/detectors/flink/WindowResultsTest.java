package dev.longtail.detectors.flink;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static dev.longtail.detectors.window.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.longtail.detectors.duplicates.ControlInput;
import dev.longtail.detectors.duplicates.EmbeddedAnomaly;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.Line;
import dev.longtail.udfs.template.CommandTemplate;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** The operators behind the shards, each in Flink's harness. */
class WindowResultsTest {
  private static final DetectorWindows DAILY = DetectorWindows.DAILY;
  private static final long NEXT_DAY = NEW_YEAR + Duration.ofDays(1).toMillis();

  @Test
  void rankMergesTheShardsAndNumbersTheBest() throws Exception {
    RankFunction function = new RankFunction(DAILY, WindowClosing.ON_WATERMARK, 2);
    try (var rank = WindowedHarness.keyed(function, RankFunction::keyOf, null)) {
      rank.send(scored("b", 0.6, NEW_YEAR));
      rank.send(scored("a", 0.9, NEW_YEAR));
      rank.send(scored("c", 0.5, NEW_YEAR));
      rank.send(scored("next", 0.4, NEXT_DAY));
      rank.watermark(NEXT_DAY - 1);
      assertThat(rank.results())
          .extracting(Anomaly::rank, a -> a.scored().command().commandLine())
          .containsExactly(tuple(1, "a"), tuple(2, "b"));
      rank.watermark(Long.MAX_VALUE);
      assertThat(rank.results()).hasSize(3);
      assertThat(rank.stateEntries()).isZero();
      assertThat(rank.timers()).isZero();
    }
  }

  @Test
  void theRegistryRemembersItsExemplarsOverARestart() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var registry = registry(100, null)) {
      registry.send(anomaly("first", 1, NEW_YEAR, 1, 0));
      registry.send(anomaly("like first", 2, NEW_YEAR, 0.99f, 0.14f));
      registry.watermark(NEXT_DAY - 1);
      assertThat(registry.results())
          .extracting(e -> e.command().commandLine())
          .containsExactly("first");
      assertThat(registry.funnel(FunnelStage.NEAR_DUPLICATES)).isOne();
      registry.send(anomaly("first", 1, NEXT_DAY, 1, 0));
      checkpoint = registry.checkpoint();
    }
    try (var restored = registry(100, checkpoint)) {
      restored.send(anomaly("other", 2, NEXT_DAY, 0, 1));
      restored.watermark(Long.MAX_VALUE);
      assertThat(restored.results())
          .extracting(e -> e.command().commandLine())
          .containsExactly("other");
      assertThat(restored.aside(SideOutputs.NEAR_DUPLICATES))
          .singleElement()
          .satisfies(d -> assertThat(d.of()).isEqualTo("first"));
      assertThat(restored.funnel(FunnelStage.ANOMALIES)).isEqualTo(2);
      assertThat(restored.funnel(FunnelStage.EXEMPLARS)).isOne();
    }
  }

  /** What is forgotten is forgotten in state too: a restart does not bring it back. */
  @Test
  void theRegistryForgetsTheEarliestWindowBeyondItsCapacity() throws Exception {
    long thirdDay = NEXT_DAY + DAILY.size();
    OperatorSubtaskState checkpoint;
    try (var registry = registry(2, null)) {
      registry.send(anomaly("first", 1, NEW_YEAR, 1, 0));
      registry.send(anomaly("like first", 2, NEW_YEAR, 0.85f, 0.5268f));
      registry.watermark(NEXT_DAY - 1);
      assertThat(registry.funnel(FunnelStage.EXEMPLARS)).isEqualTo(2);
      assertThat(registry.funnel(FunnelStage.NEAR_DUPLICATES)).isZero();
      assertThat(registry.funnel(FunnelStage.NEAR_DUPLICATES_PUBLISHED)).isOne();
      assertThat(registry.funnel(FunnelStage.FORGOTTEN)).isZero();
      registry.send(anomaly("second", 1, NEXT_DAY, 0, 1));
      registry.watermark(thirdDay - 1);
      assertThat(registry.funnel(FunnelStage.FORGOTTEN)).isEqualTo(2);
      checkpoint = registry.checkpoint();
    }
    try (var restored = registry(2, checkpoint)) {
      restored.send(anomaly("first", 1, thirdDay, 1, 0));
      restored.send(anomaly("second", 2, thirdDay, 0, 1));
      restored.watermark(Long.MAX_VALUE);
      assertThat(restored.results())
          .extracting(e -> e.command().commandLine())
          .containsExactly("first");
    }
  }

  @Test
  void theControlArmDrawsAsManyLinesAsThereAreExemplars() throws Exception {
    ControlFunction function = new ControlFunction(DAILY, WindowClosing.ON_WATERMARK);
    try (var control = WindowedHarness.keyed(function, ControlInput::key, null)) {
      for (int i = 0; i < 9; i++) {
        control.send(new ControlInput(scored("random " + i, 0, NEW_YEAR), null));
      }
      for (String line : List.of("x", "y")) {
        Exemplar exemplar =
            new Exemplar(line, NEW_YEAR, "full", List.of("d"), 1, 1, seen(line, NEW_YEAR));
        control.send(new ControlInput(null, exemplar));
      }
      control.watermark(NEXT_DAY - 1);
      assertThat(control.results())
          .hasSize(2)
          .allSatisfy(
              drawn -> {
                assertThat(drawn.command().commandLine()).startsWith("random");
                assertThat(drawn.scale()).isEqualTo("full");
                assertThat(drawn.detectors()).isEmpty();
              });
      assertThat(control.stateEntries()).isZero();
    }
  }

  private static WindowedHarness<EmbeddedAnomaly, Exemplar> registry(
      int capacity, OperatorSubtaskState checkpoint) throws Exception {
    return WindowedHarness.keyed(
        new RegistryFunction(
            DAILY, WindowClosing.ON_WATERMARK, new NearDuplicateRule(0.9, false), capacity),
        anomaly -> anomaly.anomaly().scored().scale(),
        checkpoint);
  }

  private static ScoredCommand scored(String commandLine, double score, long window) {
    return new ScoredCommand(
        window, "full", "isolation-forest", score, Line.of(seen(commandLine, window)), List.of());
  }

  private static EmbeddedAnomaly anomaly(
      String commandLine, int rank, long window, float x, float y) {
    return EmbeddedAnomaly.of(
        new Anomaly(rank, scored(commandLine, 1.0 / rank, window))
            .embedded(CommandTemplate.of(commandLine), new float[] {x, y}));
  }
}
