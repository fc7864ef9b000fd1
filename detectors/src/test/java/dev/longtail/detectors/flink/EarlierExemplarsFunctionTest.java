package dev.longtail.detectors.flink;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static dev.longtail.detectors.window.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.duplicates.EarlierExemplar;
import dev.longtail.detectors.duplicates.EmbeddedAnomaly;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.Line;
import dev.longtail.udfs.template.CommandTemplate;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** The comparison with earlier runs in Flink's harness, in both modes and over restarts. */
class EarlierExemplarsFunctionTest {
  private static final DetectorWindows DAILY = DetectorWindows.DAILY;
  private static final long NEXT_DAY = NEW_YEAR + DAILY.size();
  private static final int MAX_PARALLELISM = 16;

  @Test
  void inStreamingModeBothSidesMustHavePassedTheWindow() throws Exception {
    try (var filter = harness(WindowClosing.ON_WATERMARK, 100, 1, 0)) {
      filter.open();
      filter.processElement(record(anomaly("like first", NEXT_DAY, 0.95f, 0.3122f)));
      filter.processWatermark(new Watermark(Long.MAX_VALUE));
      assertThat(filter.extractOutputValues()).as("the broadcast side may bring more").isEmpty();
      filter.processBroadcastElement(record(known(NEW_YEAR, "first", 1, 0)));
      filter.processBroadcastElement(record(known(NEXT_DAY, "like first", 0.95f, 0.3122f)));
      filter.processBroadcastWatermark(new Watermark(NEXT_DAY - 1));
      assertThat(filter.extractOutputValues()).isEmpty();
      filter.processBroadcastWatermark(new Watermark(DAILY.lastOf(NEXT_DAY)));
      assertThat(filter.extractOutputValues())
          .singleElement()
          .satisfies(
              anomaly -> {
                assertThat(anomaly.earlier().commandLine()).isEqualTo("first");
                assertThat(anomaly.earlier().window()).isEqualTo(NEW_YEAR);
              });
      assertThat(keyedState(filter)).isZero();
      assertThat(filter.numEventTimeTimers()).isZero();
    }
  }

  /** Flink takes the later watermark where both inputs are idle, and the only one where one is. */
  @Test
  void anIdleInputIsWaitedFor() throws Exception {
    try (var filter = harness(WindowClosing.ON_WATERMARK, 100, 1, 0)) {
      filter.open();
      var operator = (EarlierExemplarsOperator) filter.getOperator();
      filter.processElement(record(anomaly("like first", NEXT_DAY, 0.95f, 0.3122f)));
      filter.processWatermark(new Watermark(DAILY.lastOf(NEXT_DAY)));
      filter.processBroadcastWatermark(new Watermark(NEW_YEAR));
      operator.processWatermarkStatus2(WatermarkStatus.IDLE);
      operator.processWatermarkStatus1(WatermarkStatus.IDLE);
      assertThat(filter.extractOutputValues()).isEmpty();
      filter.processBroadcastElement(record(known(NEW_YEAR, "first", 1, 0)));
      operator.processWatermarkStatus1(WatermarkStatus.ACTIVE);
      operator.processWatermarkStatus2(WatermarkStatus.ACTIVE);
      assertThat(filter.extractOutputValues()).isEmpty();
      filter.processBroadcastWatermark(new Watermark(Long.MAX_VALUE));
      assertThat(filter.extractOutputValues())
          .singleElement()
          .satisfies(anomaly -> assertThat(anomaly.earlier().commandLine()).isEqualTo("first"));
      assertThat(filter.getOutput()).noneMatch(WatermarkStatus.class::isInstance);
      assertThat(filter.getOutput())
          .filteredOn(Watermark.class::isInstance)
          .containsExactly(new Watermark(NEW_YEAR), new Watermark(DAILY.lastOf(NEXT_DAY)));
    }
  }

  @Test
  void aWatermarkNeverGoesBackAndALateAnomalyIsCounted() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var filter = harness(WindowClosing.ON_WATERMARK, 100, 1, 0)) {
      filter.open();
      filter.processBroadcastWatermark(new Watermark(Long.MAX_VALUE));
      filter.processElement(record(anomaly("first", NEW_YEAR, 1, 0)));
      filter.processWatermark(new Watermark(NEXT_DAY));
      assertThat(filter.extractOutputValues()).hasSize(1);
      checkpoint = filter.snapshot(1, 1);
    }
    try (var filter = harness(WindowClosing.ON_WATERMARK, 100, 1, 0)) {
      filter.initializeState(checkpoint);
      filter.open();
      filter.processWatermark(new Watermark(NEW_YEAR));
      filter.processBroadcastWatermark(new Watermark(Long.MAX_VALUE));
      filter.processElement(record(anomaly("second", NEW_YEAR, 1, 0)));
      filter.processElement(record(anomaly("third", NEXT_DAY, 0, 1)));
      filter.processWatermark(new Watermark(NEXT_DAY + 1));
      assertThat(filter.extractOutputValues()).isEmpty();
      assertThat(filter.getSideOutput(SideOutputs.FUNNEL))
          .singleElement()
          .satisfies(
              late -> {
                assertThat(late.getValue().stage()).isEqualTo(FunnelStage.LATE_RESULTS);
                assertThat(late.getValue().count()).isOne();
              });
      filter.processWatermark(new Watermark(Long.MAX_VALUE));
      assertThat(filter.extractOutputValues()).hasSize(1);
      assertThat(filter.getOutput())
          .filteredOn(Watermark.class::isInstance)
          .containsExactly(new Watermark(NEXT_DAY + 1), new Watermark(Long.MAX_VALUE));
    }
  }

  @Test
  void inBatchModeItDecidesAtOnce() throws Exception {
    try (var filter = harness(WindowClosing.ON_NEXT_WINDOW, 100, 1, 0)) {
      filter.open();
      filter.processBroadcastElement(record(known(NEW_YEAR, "first", 1, 0)));
      filter.processElement(record(anomaly("like first", NEXT_DAY, 0.95f, 0.3122f)));
      filter.processElement(record(anomaly("unlike", NEXT_DAY, 0, 1)));
      filter.processElement(record(anomaly("first", NEW_YEAR, 1, 0)));
      assertThat(filter.extractOutputValues())
          .extracting(a -> a.earlier() == null ? null : a.earlier().commandLine())
          .containsExactly("first", null, null);
      assertThat(keyedState(filter)).isZero();
    }
  }

  @Test
  void anotherScaleHasItsOwnExemplars() throws Exception {
    try (var filter = harness(WindowClosing.ON_NEXT_WINDOW, 100, 1, 0)) {
      filter.open();
      filter.processBroadcastElement(
          record(
              new EarlierExemplar(NEW_YEAR, "reduced", "first", null)
                  .embedded("first", new float[] {1, 0})));
      filter.processElement(record(anomaly("first", NEXT_DAY, 1, 0)));
      assertThat(filter.extractOutputValues()).singleElement().extracting("earlier").isNull();
    }
  }

  /** Two subtasks become three; what was forgotten stays so, what waited is answered. */
  @Test
  void goesOnAtAnotherParallelism() throws Exception {
    List<EarlierExemplar> exemplars =
        List.of(
            known(NEW_YEAR - DAILY.size(), "forgotten", 0, 1),
            known(NEW_YEAR, "first", 1, 0),
            known(NEW_YEAR, "opposite", -1, 0));
    List<EmbeddedAnomaly> anomalies = new ArrayList<>();
    for (char c = 'a'; c <= 'z'; c++) {
      anomalies.add(anomaly("tool" + c, NEXT_DAY, 0.95f, 0.3122f));
      anomalies.add(anomaly("strange" + c, NEXT_DAY, 0, 1));
    }
    List<OperatorSubtaskState> states = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var filter = harness(WindowClosing.ON_WATERMARK, 2, 2, subtask)) {
        filter.open();
        for (int i = 0; i < exemplars.size(); i++) {
          // The order of arrival differs.
          int at = subtask == 0 ? i : exemplars.size() - 1 - i;
          filter.processBroadcastElement(record(exemplars.get(at)));
        }
        for (EmbeddedAnomaly anomaly : anomalies) {
          if (isOf(subtask, 2, anomaly)) {
            filter.processElement(record(anomaly));
          }
        }
        states.add(filter.snapshot(1, 1));
      }
    }
    OperatorSubtaskState checkpoint =
        AbstractStreamOperatorTestHarness.repackageState(
            states.toArray(OperatorSubtaskState[]::new));
    List<EmbeddedAnomaly> answered = new ArrayList<>();
    for (int subtask = 0; subtask < 3; subtask++) {
      OperatorSubtaskState part =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              checkpoint, MAX_PARALLELISM, 2, 3, subtask);
      try (var filter = harness(WindowClosing.ON_WATERMARK, 2, 3, subtask)) {
        filter.initializeState(part);
        filter.open();
        exemplars.forEach(
            again -> {
              try {
                filter.processBroadcastElement(record(again));
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
        filter.processWatermark(new Watermark(Long.MAX_VALUE));
        filter.processBroadcastWatermark(new Watermark(Long.MAX_VALUE));
        answered.addAll(filter.extractOutputValues());
      }
    }
    assertThat(answered).hasSameSizeAs(anomalies);
    assertThat(answered)
        .allSatisfy(
            anomaly -> {
              String line = anomaly.anomaly().scored().command().commandLine();
              if (line.startsWith("tool")) {
                assertThat(anomaly.earlier().commandLine()).isEqualTo("first");
              } else {
                assertThat(anomaly.earlier()).as("that of a forgotten window").isNull();
              }
            });
  }

  private static boolean isOf(int subtask, int parallelism, EmbeddedAnomaly anomaly) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
            EarlierExemplarsFunction.keyOf(anomaly), MAX_PARALLELISM, parallelism)
        == subtask;
  }

  private static KeyedBroadcastOperatorTestHarness<
          Long, EmbeddedAnomaly, EarlierExemplar, EmbeddedAnomaly>
      harness(WindowClosing closing, int capacity, int parallelism, int subtask) throws Exception {
    EarlierExemplarsFunction function =
        new EarlierExemplarsFunction(DAILY, closing, NearDuplicateRule.PUBLISHED, capacity);
    return new KeyedBroadcastOperatorTestHarness<>(
        closing == WindowClosing.ON_WATERMARK
            ? new EarlierExemplarsOperator(function)
            : new CoBroadcastWithKeyedOperator<>(
                function, List.of(EarlierExemplarsFunction.broadcastState())),
        EarlierExemplarsFunction::keyOf,
        Types.LONG,
        MAX_PARALLELISM,
        parallelism,
        subtask);
  }

  private static int keyedState(KeyedBroadcastOperatorTestHarness<?, ?, ?, ?> filter) {
    KeyedStateBackend<Long> backend = filter.getOperator().getKeyedStateBackend();
    return ((HeapKeyedStateBackend<Long>) backend).numKeyValueStateEntries();
  }

  private static <T> StreamRecord<T> record(T value) {
    return new StreamRecord<>(value, NEW_YEAR);
  }

  private static EarlierExemplar known(long window, String line, float x, float y) {
    return new EarlierExemplar(window, "full", line, null)
        .embedded(CommandTemplate.of(line), new float[] {x, y});
  }

  private static EmbeddedAnomaly anomaly(String line, long window, float x, float y) {
    ScoredCommand scored =
        new ScoredCommand(
            window, "full", "isolation-forest", 1, Line.of(seen(line, window)), List.of());
    return EmbeddedAnomaly.of(
        new Anomaly(1, scored).embedded(CommandTemplate.of(line), new float[] {x, y}));
  }
}
