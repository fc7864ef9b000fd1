package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.longtail.detectors.flink.SideOutputs;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.config.Scales;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.format.AutoParser;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Audit events of several records, in Flink's harness. */
class JoinAuditFunctionTest {
  private static final long NOON = 1_736_078_400_250L;
  private static final String SYSCALL =
      "type=SYSCALL msg=audit(1736078400.250:7): arch=c000003e syscall=59 success=yes"
          + " exe=\"/bin/sh\"";
  private static final String EXECVE =
      "type=EXECVE msg=audit(1736078400.250:7): argc=2 a0=\"sh\" a1=\"-i\"";

  private static KeyedOneInputStreamOperatorTestHarness<String, SourceRecord, Sighting> harness()
      throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(
            new JoinAuditFunction(DetectorWindows.DAILY, Scales.FULL, KeptLines.AS_OBSERVED)),
        new AsideKey(DetectorWindows.DAILY),
        Types.STRING);
  }

  private static SourceRecord part(String line) {
    return ReadRecords.one(new AutoParser(), line, "audit.log:1");
  }

  @Test
  void anEventLeavesWhenItIsCompleteAndNothingStays() throws Exception {
    try (var join = harness()) {
      join.open();
      join.processElement(part(EXECVE), NOON);
      assertThat(join.extractOutputValues()).isEmpty();
      join.processElement(part(SYSCALL), NOON);
      join.processElement(part(SYSCALL), NOON);
      assertThat(join.extractOutputValues())
          .extracting(Sighting::commandLine)
          .containsExactly("sh -i");
      join.processWatermark(NOON);
      assertThat(join.extractOutputValues()).hasSize(1);
      assertThat(join.numKeyedStateEntries()).isZero();
      assertThat(join.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void argumentsWithoutTheirSyscallLeaveBeforeTheWatermarkOfTheirTimeAlsoAfterARestore()
      throws Exception {
    OperatorSubtaskState state;
    try (var join = harness()) {
      join.open();
      join.processElement(part(EXECVE), NOON);
      join.processWatermark(NOON - 1);
      assertThat(join.extractOutputValues()).isEmpty();
      state = join.snapshot(1, 1);
    }
    try (var join = harness()) {
      join.initializeState(state);
      join.open();
      join.processWatermark(NOON);
      assertThat(join.extractOutputValues())
          .extracting(Sighting::commandLine)
          .containsExactly("sh -i");
      assertThat(join.getOutput().peek()).isInstanceOf(StreamRecord.class);
      assertThat(join.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void aFailedCallIsNoStartAndAMissingArgumentIsADeadLetter() throws Exception {
    try (var join = harness()) {
      join.open();
      join.processElement(part(SYSCALL.replace("yes", "no")), NOON);
      join.processElement(part(EXECVE), NOON);
      join.processElement(part(EXECVE.replace(":7)", ":8)").replace("argc=2", "argc=3")), NOON);
      join.processWatermark(NOON);

      assertThat(join.extractOutputValues()).isEmpty();
      assertThat(join.getSideOutput(RouteFunction.DEAD_LETTERS))
          .extracting(letter -> letter.getValue().reason())
          .containsExactly("field a2: missing, of 3 arguments; audit event 1736078400.250:8");
      assertThat(join.getSideOutput(SideOutputs.FUNNEL))
          .extracting(count -> count.getValue().stage())
          .containsExactly(FunnelStage.UNPARSABLE);
    }
  }

  @Test
  void skippedRecordsAreCountedByWindowAsATotal() throws Exception {
    try (var join = harness()) {
      join.open();
      for (int i = 0; i < 3; i++) {
        join.processElement(SourceRecord.skipped(SkipReason.OTHER_EVENT_ID, NOON), NOON);
      }
      join.processWatermark(NOON + 60_000);
      join.processElement(SourceRecord.skipped(SkipReason.OTHER_EVENT_ID, NOON), NOON);
      join.processWatermark(NOON + 180_000);
      assertThat(join.getSideOutput(SideOutputs.FUNNEL))
          .extracting(StreamRecord::getValue)
          .extracting(FunnelCount::window, FunnelCount::stage, FunnelCount::count)
          .containsExactly(
              tuple("2025-01-05", FunnelStage.SKIPPED, 3L),
              tuple("2025-01-05", FunnelStage.SKIPPED, 4L));
    }
  }
}
