package dev.longtail.detectors.flink;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static dev.longtail.detectors.window.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.ranking.EmbeddingRanker;
import dev.longtail.detectors.ranking.ReducedDetectors;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.ClosedSample;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

class DetectReducedFunctionTest {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int TOP = 4;
  private static final int CAPACITY = 60;
  private static final EmbeddingRanker RANKER =
      new EmbeddingRanker(ReducedDetectors.PUBLISHED, TOP);

  @Test
  void sendsTheSampleToItsRankingAndAccountsForEveryEvent() throws Exception {
    List<Line> events = events(0, 100);
    events.add(Line.of(events.get(3).sighting()));
    try (var shard = open(WindowClosing.ON_WATERMARK, null)) {
      shard.sendAll(events);
      shard.watermark(NEW_YEAR + DAY - 1);
      ClosedSample sample = shard.results().get(0);
      assertThat(shard.results()).hasSize(1);
      assertThat(sample.window()).isEqualTo(NEW_YEAR);
      assertThat(sample.lines()).hasSize(CAPACITY).allMatch(Line::isEmbedded);
      assertThat(ranked(shard)).hasSize(3 * TOP);
      assertThat(shard.funnel(FunnelStage.UNIQUE)).isEqualTo(CAPACITY);
      assertThat(
              shard.funnel(FunnelStage.UNIQUE)
                  + shard.funnel(FunnelStage.REPEATED)
                  + shard.funnel(FunnelStage.NOT_SAMPLED))
          .isEqualTo(101);
      assertThat(shard.timers()).isZero();
      assertThat(shard.stateEntries()).isZero();
    }
  }

  @Test
  void orderRestartAndModeChangeNothing() throws Exception {
    List<Line> events = events(0, 150);
    events.addAll(events(1, 150));
    List<ScoredCommand> batch;
    try (var shard = open(WindowClosing.ON_NEXT_WINDOW, null)) {
      shard.sendAll(events);
      assertThat(ranked(shard)).hasSize(3 * TOP);
      shard.watermark(Long.MAX_VALUE);
      batch = ranked(shard);
    }
    assertThat(batch).hasSize(6 * TOP);

    Collections.shuffle(events, new Random(5));
    OperatorSubtaskState checkpoint;
    try (var shard = open(WindowClosing.ON_WATERMARK, null)) {
      shard.sendAll(events.subList(0, 170));
      checkpoint = shard.checkpoint();
      shard.sendAll(events.subList(170, 300));
    }
    try (var restarted = open(WindowClosing.ON_WATERMARK, checkpoint)) {
      restarted.sendAll(events.subList(170, 300));
      restarted.watermark(Long.MAX_VALUE);
      assertThat(ranked(restarted)).isEqualTo(batch);
    }
  }

  private static List<ScoredCommand> ranked(WindowedHarness<Line, ClosedSample> shard) {
    return shard.results().stream()
        .flatMap(
            closed -> RANKER.rank(closed.window(), closed.lines(), closed.shard()).top().stream())
        .toList();
  }

  private static List<Line> events(int day, int count) {
    Random random = new Random(day);
    List<Line> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Sighting sighting = seen("command " + i, NEW_YEAR + day * DAY + i * 1000L);
      float[] embedding = new float[8];
      for (int d = 0; d < embedding.length; d++) {
        embedding[d] = (float) random.nextGaussian();
      }
      events.add(Line.of(sighting).embedded(sighting.commandLine(), embedding));
    }
    return events;
  }

  private static WindowedHarness<Line, ClosedSample> open(
      WindowClosing closing, OperatorSubtaskState checkpoint) throws Exception {
    return WindowedHarness.shard(
        new DetectReducedFunction(DetectorWindows.DAILY, closing, CAPACITY), checkpoint);
  }
}
