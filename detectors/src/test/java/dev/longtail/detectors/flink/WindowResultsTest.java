package dev.longtail.detectors.flink;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static dev.longtail.detectors.window.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.longtail.detectors.duplicates.ControlInput;
import dev.longtail.detectors.duplicates.EmbeddedAnomaly;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.Combination;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.ranking.ShardRanker;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.udfs.template.CommandTemplate;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.io.PushingAsyncDataInput;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.StatusWatermarkValve;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.junit.jupiter.api.Test;

/** The operators behind the shards, each in Flink's harness. */
class WindowResultsTest {
  private static final DetectorWindows DAILY = DetectorWindows.DAILY;
  private static final long NEXT_DAY = NEW_YEAR + Duration.ofDays(1).toMillis();

  @Test
  void rankMergesTheShardsAndNumbersTheBest() throws Exception {
    RankFunction function =
        new RankFunction(DAILY, WindowClosing.ON_WATERMARK, 2, Combination.EACH);
    try (var rank = WindowedHarness.keyed(function, Combination.EACH::keyOf, null)) {
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

  /** It failed the job, in every restart from then on. */
  @Test
  void aLateResultIsCountedOnceHoweverOftenItComes() throws Exception {
    RankFunction function =
        new RankFunction(DAILY, WindowClosing.ON_WATERMARK, 2, Combination.EACH);
    OperatorSubtaskState checkpoint;
    try (var rank = WindowedHarness.keyed(function, Combination.EACH::keyOf, null)) {
      rank.send(scored("a", 0.9, NEW_YEAR));
      rank.watermark(NEXT_DAY - 1);
      rank.send(scored("b", 0.6, NEW_YEAR));
      rank.send(scored("c", 0.5, NEW_YEAR));
      rank.send(scored("b", 0.6, NEW_YEAR));
      assertThat(rank.results()).hasSize(1);
      assertThat(rank.total(FunnelStage.LATE_RESULTS)).isEqualTo(2);
      assertThat(rank.stateEntries()).isZero();
      checkpoint = rank.checkpoint();
    }
    RankFunction again = new RankFunction(DAILY, WindowClosing.ON_WATERMARK, 2, Combination.EACH);
    try (var rank = WindowedHarness.keyed(again, Combination.EACH::keyOf, checkpoint)) {
      rank.send(scored("b", 0.6, NEW_YEAR));
      assertThat(rank.aside(SideOutputs.FUNNEL).get(0).place())
          .startsWith("rank isolation-forest ");
    }
  }

  /**
   * Both shards were idle. The first to wake was the only active input of the ranking, so its
   * watermark closed the day before the other had sent its part.
   */
  @Test
  void twoShardsThatWakeOneAfterTheOtherAreRankedTogether() throws Exception {
    RankFunction function =
        new RankFunction(DAILY, WindowClosing.ON_WATERMARK, 10, Combination.EACH);
    try (var first = shard();
        var second = shard();
        var rank = WindowedHarness.keyed(function, Combination.EACH::keyOf, null)) {
      List<WindowedHarness<Sighting, ScoredCommand>> shards = List.of(first, second);
      Network network = new Network(shards, rank);
      for (int i = 0; i < 2; i++) {
        shards.get(i).send(seen("command " + i, NEW_YEAR + 1));
        shards.get(i).watermark(NEW_YEAR + 2 + i);
        shards.get(i).status(WatermarkStatus.IDLE);
        network.deliver();
      }
      for (int i = 0; i < 2; i++) {
        shards.get(i).status(WatermarkStatus.ACTIVE);
        shards.get(i).watermark(NEXT_DAY - 1);
        network.deliver();
      }
      assertThat(rank.results())
          .extracting(a -> a.scored().command().commandLine())
          .containsExactlyInAnyOrder("command 0", "command 1");
      assertThat(rank.total(FunnelStage.LATE_RESULTS)).isZero();
    }
  }

  /** What shards send, in its order, through the valve that Flink puts before their receiver. */
  private static final class Network {
    private final List<WindowedHarness<Sighting, ScoredCommand>> shards;
    private final WindowedHarness<ScoredCommand, Anomaly> receiver;
    private final StatusWatermarkValve valve;
    private final int[] delivered;

    Network(
        List<WindowedHarness<Sighting, ScoredCommand>> shards,
        WindowedHarness<ScoredCommand, Anomaly> receiver) {
      this.shards = shards;
      this.receiver = receiver;
      this.valve = new StatusWatermarkValve(shards.size());
      this.delivered = new int[shards.size()];
    }

    void deliver() throws Exception {
      for (int shard = 0; shard < shards.size(); shard++) {
        List<Object> sent = List.copyOf(shards.get(shard).sent());
        for (Object each : sent.subList(delivered[shard], sent.size())) {
          if (each instanceof Watermark mark) {
            valve.inputWatermark(mark, shard, input());
          } else if (each instanceof WatermarkStatus status) {
            valve.inputWatermarkStatus(status, shard, input());
          } else {
            receiver.send((ScoredCommand) ((StreamRecord<?>) each).getValue());
          }
        }
        delivered[shard] = sent.size();
      }
    }

    private PushingAsyncDataInput.DataOutput<ScoredCommand> input() {
      return new PushingAsyncDataInput.DataOutput<>() {
        @Override
        public void emitRecord(StreamRecord<ScoredCommand> record) throws Exception {
          receiver.send(record.getValue());
        }

        @Override
        public void emitWatermark(Watermark mark) throws Exception {
          receiver.watermark(mark.getTimestamp());
        }

        @Override
        public void emitWatermarkStatus(WatermarkStatus status) throws Exception {
          receiver.status(status);
        }

        @Override
        public void emitLatencyMarker(LatencyMarker marker) {}

        @Override
        public void emitRecordAttributes(RecordAttributes attributes) {}

        @Override
        public void emitWatermark(WatermarkEvent event) {}
      };
    }
  }

  private static WindowedHarness<Sighting, ScoredCommand> shard() throws Exception {
    return WindowedHarness.shard(
        new DetectFunction(
            DAILY,
            WindowClosing.ON_WATERMARK,
            new ShardWindow.Limits(64, 50),
            new ShardRanker(IsolationForestDetector.DEFAULT, 100, 5),
            null,
            2),
        null);
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
