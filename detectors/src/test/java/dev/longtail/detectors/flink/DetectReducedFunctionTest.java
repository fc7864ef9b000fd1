package dev.longtail.detectors.flink;

import static dev.longtail.detectors.core.Commands.NEW_YEAR;
import static dev.longtail.detectors.core.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.core.Candidate;
import dev.longtail.detectors.core.DetectorWindows;
import dev.longtail.detectors.core.EmbeddedCommand;
import dev.longtail.detectors.core.EmbeddingRanker;
import dev.longtail.detectors.core.FunnelCount;
import dev.longtail.detectors.core.FunnelStage;
import dev.longtail.detectors.core.ScoredCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class DetectReducedFunctionTest {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int TOP = 4;
  private static final int CAPACITY = 60;

  @Test
  void ranksTheSampleByEachDetectorAndAccountsForEveryEvent() throws Exception {
    List<EmbeddedCommand> events = events(0, 100);
    events.add(new EmbeddedCommand(events.get(3).sighting(), null));
    try (Harness shard = open(WindowClosing.ON_WATERMARK, null)) {
      shard.send(events);
      shard.harness.processWatermark(NEW_YEAR + DAY - 1);
      assertThat(shard.harness.extractOutputValues()).hasSize(3 * TOP);
      assertThat(shard.funnel(FunnelStage.UNIQUE)).isEqualTo(CAPACITY);
      assertThat(
              shard.funnel(FunnelStage.UNIQUE)
                  + shard.funnel(FunnelStage.REPEATED)
                  + shard.funnel(FunnelStage.NOT_SAMPLED))
          .isEqualTo(101);
      assertThat(shard.harness.numEventTimeTimers()).isZero();
      assertThat(shard.harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void orderRestartAndModeChangeNothing() throws Exception {
    List<EmbeddedCommand> events = events(0, 150);
    events.addAll(events(1, 150));
    List<ScoredCommand> batch;
    try (Harness shard = open(WindowClosing.ON_NEXT_WINDOW, null)) {
      shard.send(events);
      assertThat(shard.harness.extractOutputValues()).hasSize(3 * TOP);
      shard.harness.processWatermark(Long.MAX_VALUE);
      batch = shard.harness.extractOutputValues();
    }
    assertThat(batch).hasSize(6 * TOP);

    Collections.shuffle(events, new Random(5));
    OperatorSubtaskState checkpoint;
    try (Harness shard = open(WindowClosing.ON_WATERMARK, null)) {
      shard.send(events.subList(0, 170));
      checkpoint = shard.harness.snapshot(1, 1);
      shard.send(events.subList(170, 300));
    }
    try (Harness restarted = open(WindowClosing.ON_WATERMARK, checkpoint)) {
      restarted.send(events.subList(170, 300));
      restarted.harness.processWatermark(Long.MAX_VALUE);
      assertThat(restarted.harness.extractOutputValues()).isEqualTo(batch);
    }
  }

  private static List<EmbeddedCommand> events(int day, int count) {
    Random random = new Random(day);
    List<EmbeddedCommand> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Candidate sighting = seen("command " + i, NEW_YEAR + day * DAY + i * 1000L);
      float[] embedding = new float[8];
      for (int d = 0; d < embedding.length; d++) {
        embedding[d] = (float) random.nextGaussian();
      }
      events.add(new EmbeddedCommand(sighting, embedding));
    }
    return events;
  }

  private static Harness open(WindowClosing closing, OperatorSubtaskState checkpoint)
      throws Exception {
    DetectReducedFunction function =
        new DetectReducedFunction(
            DetectorWindows.DAILY,
            closing,
            CAPACITY,
            new EmbeddingRanker(EmbeddingRanker.DETECTORS, TOP));
    Harness shard =
        new Harness(
            new KeyedOneInputStreamOperatorTestHarness<>(
                new WindowedOperator<>(function), event -> 1, Types.INT));
    shard.harness.setup();
    if (checkpoint != null) {
      shard.harness.initializeState(checkpoint);
    }
    shard.harness.open();
    return shard;
  }

  private record Harness(
      KeyedOneInputStreamOperatorTestHarness<Integer, EmbeddedCommand, ScoredCommand> harness)
      implements AutoCloseable {
    void send(List<EmbeddedCommand> events) throws Exception {
      for (EmbeddedCommand event : events) {
        harness.processElement(event, event.sighting().firstSeen());
      }
    }

    long funnel(FunnelStage stage) {
      return harness.getSideOutput(SideOutputs.FUNNEL).stream()
          .map(StreamRecord::getValue)
          .filter(count -> count.stage() == stage)
          .mapToLong(FunnelCount::count)
          .max()
          .orElse(0);
    }

    @Override
    public void close() throws Exception {
      harness.close();
    }
  }
}
