package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.flink.WindowedOperator;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.scoring.Detection;
import dev.longtail.job.scoring.LiveModel;
import dev.longtail.job.scoring.ScoreWindow;
import dev.longtail.job.scoring.ScoredLine;
import dev.longtail.udfs.event.CommandEvent;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class AlertFunctionTest {
  private static final long HOUR = 3_600_000;
  private static final DetectorWindows WINDOWS = new DetectorWindows(HOUR);
  private static final LiveModel MODEL = new LiveModel("/m", "m", 0.8, "");

  private static KeyedOneInputStreamOperatorTestHarness<String, ScoredLine, Detection> harness()
      throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new WindowedOperator<>(
            new AlertFunction(WINDOWS, WindowClosing.ON_WATERMARK, new ScoreWindow.Limits(1, 2))),
        line -> AlertFunction.KEY,
        Types.STRING);
  }

  private static void send(
      KeyedOneInputStreamOperatorTestHarness<String, ScoredLine, Detection> harness,
      String cmd,
      long ts,
      double score)
      throws Exception {
    Sighting sighting = Sighting.of(new CommandEvent("e-" + cmd, ts, "h", "u", "os", "", "", cmd));
    harness.processElement(new ScoredLine(sighting, MODEL, score), ts);
  }

  private static List<String> detected(
      KeyedOneInputStreamOperatorTestHarness<String, ScoredLine, Detection> harness) {
    var sent = harness.getSideOutput(AlertFunction.DETECTIONS);
    return sent == null
        ? List.of()
        : sent.stream().map(each -> each.getValue().line().sighting().commandLine()).toList();
  }

  @Test
  void aDetectionLeavesAtOnceAndDoubtsWhenTheWindowCloses() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processWatermark(0);
      send(harness, "a", 5, 0.9);
      send(harness, "b", 6, 0.7);
      send(harness, "c", 7, 0.3);
      assertThat(detected(harness)).containsExactly("a");
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.processWatermark(HOUR - 1);
      assertThat(harness.extractOutputValues())
          .extracting(each -> each.line().sighting().commandLine(), Detection::detected)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("b", false),
              org.assertj.core.groups.Tuple.tuple("a", true));
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1); // the thresholds
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void linesWaitUntilTheWindowBeforeHasClosed() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processWatermark(0);
      send(harness, "a", HOUR - 5, 0.9);
      send(harness, "b", HOUR + 5, 0.9);
      send(harness, "c", HOUR - 3, 0.95);
      assertThat(detected(harness)).containsExactly("a", "c");
      harness.processWatermark(HOUR - 1);
      harness.processWatermark(HOUR);
      assertThat(detected(harness)).containsExactly("a", "c", "b");
      harness.processWatermark(2 * HOUR);
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void linesWaitEvenIfTheWindowBeforeIsEmpty() throws Exception {
    try (var harness = harness()) {
      harness.open();
      send(harness, "a", HOUR + 5, 0.9);
      assertThat(detected(harness)).isEmpty();
      harness.processWatermark(HOUR);
      assertThat(detected(harness)).containsExactly("a");
      assertThat(harness.numEventTimeTimers()).isEqualTo(1);
    }
  }

  @Test
  void aRestoredWindowSendsNothingTwice() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness()) {
      harness.open();
      harness.processWatermark(0);
      send(harness, "a", 5, 0.9);
      send(harness, "next", HOUR + 5, 0.9);
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness()) {
      harness.initializeState(state);
      harness.open();
      send(harness, "a", 5, 0.9);
      send(harness, "b", 5, 0.95);
      assertThat(detected(harness)).containsExactly("b");
      harness.processWatermark(HOUR);
      assertThat(detected(harness)).containsExactly("b", "next");
      assertThat(harness.extractOutputValues())
          .extracting(each -> each.line().sighting().commandLine())
          .containsExactly("a", "b");
    }
  }

  @Test
  void theThresholdFollowsTheWindowsBefore() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processWatermark(-1);
      for (int window = 0; window < 6; window++) {
        send(harness, "a" + window, window * HOUR + 5, 0.9);
        send(harness, "b" + window, window * HOUR + 6, 0.95);
        harness.processWatermark((window + 1) * HOUR - 1);
      }
      // The gate's 0.8 stands for three windows: it is outvoted when four asked for 0.95.
      assertThat(detected(harness))
          .containsExactly("a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3", "b4", "b5");
    }
  }
}
