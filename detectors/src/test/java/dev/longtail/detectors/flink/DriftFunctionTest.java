package dev.longtail.detectors.flink;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.drift.DriftMeasure;
import dev.longtail.detectors.drift.DriftRule;
import dev.longtail.detectors.drift.WindowDrift;
import dev.longtail.detectors.drift.WindowProfile;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.LineScorer;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.udfs.text.CommandHash;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

class DriftFunctionTest {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final DriftRule RULE = new DriftRule(2, DriftRule.DEFAULT.thresholds());

  /** A shard's day of 900 events, of which so many have a line of their own. */
  private static WindowProfile shard(int day, int unique) {
    long start = NEW_YEAR + day * DAY;
    ShardWindow window = new ShardWindow(start, new ShardWindow.Limits(2, 1));
    for (int i = 0; i < 900; i++) {
      String line = "ls " + "x".repeat(i % unique);
      window.add(
          new Sighting(CommandHash.of(line), line, "e", start, "h", "u", "linux", 1),
          LineScorer.INDIFFERENT);
    }
    return WindowProfile.of(window, null);
  }

  private static WindowedHarness<WindowProfile, WindowDrift> begin(OperatorSubtaskState state)
      throws Exception {
    return WindowedHarness.shard(
        new DriftFunction(DetectorWindows.DAILY, WindowClosing.ON_WATERMARK, RULE), state);
  }

  private static void close(int day, WindowedHarness<?, ?> drift) throws Exception {
    drift.watermark(NEW_YEAR + (day + 1) * DAY - 1);
  }

  private static List<WindowDrift> moved(WindowedHarness<?, WindowDrift> drift) {
    return drift.results().stream().filter(WindowDrift::moved).toList();
  }

  @Test
  void comparesTheSumOfTheShardsWithTheWindowsBeforeAlsoAfterARestart() throws Exception {
    OperatorSubtaskState state;
    try (var drift = begin(null)) {
      for (int day = 0; day < 3; day++) {
        drift.send(shard(day, 300));
        drift.send(shard(day, 100));
        close(day, drift);
      }
      assertThat(moved(drift)).isEmpty();
      drift.send(shard(3, 700));
      state = drift.checkpoint();
    }
    try (var drift = begin(state)) {
      drift.send(shard(3, 500));
      close(3, drift);
      assertThat(moved(drift))
          .singleElement()
          .satisfies(
              window -> {
                assertThat(window.measure()).isEqualTo(DriftMeasure.UNIQUE_SHARE);
                assertThat(window.window()).isEqualTo(NEW_YEAR + 3 * DAY);
                assertThat(window.compared()).isEqualTo(2);
              });
      // The change lasts: it was told.
      drift.send(shard(4, 600));
      drift.send(shard(4, 600));
      close(4, drift);
      assertThat(moved(drift)).hasSize(1);
    }
  }

  @Test
  void aLateShardIsCountedAndChangesNothing() throws Exception {
    try (var drift = begin(null)) {
      drift.send(shard(0, 300));
      close(0, drift);
      drift.send(shard(0, 800));
      assertThat(drift.total(FunnelStage.LATE_RESULTS)).isEqualTo(1);
      assertThat(drift.timers()).isZero();
      assertThat(drift.results()).isEmpty();
    }
  }
}
