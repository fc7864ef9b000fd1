package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.config.Scales;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.event.Twins;
import dev.longtail.udfs.format.AutoParser;
import dev.longtail.udfs.testing.WindowsTwins;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Starts that two channels of Windows tell, in Flink's harness. */
class TwinsFunctionTest {
  private static final long NOON = 1_736_078_400_250L;
  private static final long MIDNIGHT = 1_736_121_600_000L;
  private static final DetectorWindows DAYS = DetectorWindows.DAILY;

  /** What became of the starts of the security log: those that left, and the twins' times. */
  private record Outcome(List<Long> left, List<Long> leftOut, List<Long> kept) {
    Outcome {
      left = left.stream().sorted().toList();
      leftOut = leftOut.stream().sorted().toList();
      kept = kept.stream().sorted().toList();
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<Long, SourceRecord, Sighting> harness(
      WindowClosing closing) throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new TwinsFunction(DAYS, closing, Scales.FULL)),
        new TwinKey(DAYS, closing),
        Types.LONG);
  }

  private static SourceRecord sysmon(long pid, long ts) {
    return SourceRecord.marked(read(WindowsTwins.sysmon("h", pid, ts, "whoami")).twin());
  }

  private static SourceRecord security(Twins mode, long pid, long ts) {
    SourceRecord read = read(WindowsTwins.security("h", pid, ts, "whoami"));
    return mode == Twins.ONCE ? read : SourceRecord.marked(read.twin());
  }

  private static SourceRecord read(String line) {
    return ReadRecords.one(new AutoParser(), line, "f:1");
  }

  @Test
  void aTwinIsLeftOutWhicheverComesFirstAndNothingStays() throws Exception {
    try (var twins = harness(WindowClosing.ON_WATERMARK)) {
      twins.open();
      twins.processElement(security(Twins.ONCE, 7, NOON), NOON);
      twins.processElement(sysmon(7, NOON + 1000), NOON + 1000);
      twins.processElement(sysmon(8, NOON), NOON);
      twins.processElement(security(Twins.ONCE, 8, NOON + 1000), NOON + 1000);
      twins.processElement(security(Twins.ONCE, 8, NOON + 1000), NOON + 1000);
      twins.processWatermark(NOON + 4000);
      assertThat(twins.extractOutputValues()).isEmpty();
      assertThat(found(twins).leftOut()).containsExactly(NOON, NOON + 1000, NOON + 1000);
      assertThat(twins.numKeyedStateEntries()).isZero();
      assertThat(twins.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void aStartWithoutTwinLeavesBeforeTheEndOfItsWindowAlsoAfterARestore() throws Exception {
    OperatorSubtaskState state;
    try (var twins = harness(WindowClosing.ON_WATERMARK)) {
      twins.open();
      twins.processElement(security(Twins.ONCE, 7, MIDNIGHT - 10), MIDNIGHT - 10);
      twins.processElement(sysmon(7, MIDNIGHT), MIDNIGHT);
      twins.processWatermark(MIDNIGHT - 2);
      assertThat(twins.extractOutputValues()).isEmpty();
      state = twins.snapshot(1, 1);
    }
    try (var twins = harness(WindowClosing.ON_WATERMARK)) {
      twins.initializeState(state);
      twins.open();
      twins.processWatermark(MIDNIGHT + 60_000);
      assertThat(twins.extractOutputValues())
          .extracting(Sighting::firstSeen)
          .containsExactly(MIDNIGHT - 10);
      assertThat(twins.getOutput().toArray()[0]).isInstanceOf(StreamRecord.class);
      assertThat(twins.getOutput().toArray()[1]).isInstanceOf(Watermark.class);
      assertThat(twins.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void theOptionMayChangeAtARestart() throws Exception {
    OperatorSubtaskState state;
    try (var twins = harness(WindowClosing.ON_WATERMARK)) {
      twins.open();
      twins.processElement(security(Twins.ONCE, 7, NOON), NOON);
      twins.processElement(security(Twins.COUNT, 7, NOON), NOON);
      twins.processElement(security(Twins.ONCE, 8, NOON), NOON);
      state = twins.snapshot(1, 1);
    }
    try (var twins = harness(WindowClosing.ON_WATERMARK)) {
      twins.initializeState(state);
      twins.open();
      twins.processElement(sysmon(7, NOON), NOON);
      twins.processWatermark(NOON + 60_000);
      assertThat(found(twins).leftOut()).containsExactly(NOON);
      assertThat(found(twins).kept()).containsExactly(NOON);
      assertThat(twins.extractOutputValues()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"COUNT", "ONCE"})
  void anyOrderAndARestartAndBatchModeGiveTheSame(Twins mode) throws Exception {
    Random random = new Random(5);
    List<SourceRecord> records = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      long ts = MIDNIGHT - 5_000 + random.nextInt(100) * 100L;
      long pid = 1L + random.nextInt(60);
      records.add(random.nextInt(3) == 0 ? sysmon(pid, ts) : security(mode, pid, ts));
    }
    Outcome expected = expected(mode, records);
    assertThat(expected.leftOut().size() + expected.kept().size()).isBetween(50, 350);
    for (int round = 0; round < 8; round++) {
      assertThat(stream(records, new Random(round), round % 2 == 1)).isEqualTo(expected);
    }
    assertThat(batch(records)).isEqualTo(expected);
  }

  private static Outcome expected(Twins mode, List<SourceRecord> records) {
    List<Long> left = new ArrayList<>();
    List<Long> twins = new ArrayList<>();
    for (SourceRecord one : records) {
      if (one.twin().isSysmon()) {
        continue;
      }
      boolean twin =
          records.stream()
              .map(SourceRecord::twin)
              .anyMatch(
                  other ->
                      other.isSysmon()
                          && other.process() == one.twin().process()
                          && Math.abs(other.ts() - one.twin().ts()) <= 1000
                          && DAYS.startOf(other.ts()) == DAYS.startOf(one.twin().ts()));
      if (twin) {
        twins.add(one.twin().ts());
      } else if (mode == Twins.ONCE) {
        left.add(one.twin().ts());
      }
    }
    return mode == Twins.ONCE
        ? new Outcome(left, twins, List.of())
        : new Outcome(left, List.of(), twins);
  }

  /** Records up to two seconds late, under a watermark as late. */
  private static Outcome stream(List<SourceRecord> records, Random random, boolean killed)
      throws Exception {
    record Arrival(SourceRecord record, double at) {}
    List<Arrival> arrivals =
        records.stream()
            .map(one -> new Arrival(one, one.twin().ts() + 2000 * random.nextDouble()))
            .sorted(Comparator.comparingDouble(Arrival::at))
            .toList();
    var twins = harness(WindowClosing.ON_WATERMARK);
    twins.open();
    List<Long> left = new ArrayList<>();
    List<Outcome> found = new ArrayList<>();
    long latest = Long.MIN_VALUE;
    for (int i = 0; i < arrivals.size(); i++) {
      SourceRecord record = arrivals.get(i).record();
      twins.processElement(record, record.twin().ts());
      latest = Math.max(latest, record.twin().ts());
      if (random.nextInt(4) == 0) {
        twins.processWatermark(latest - 2001);
      }
      if (killed && i == arrivals.size() / 2) {
        OperatorSubtaskState state = twins.snapshot(1, 1);
        twins.extractOutputValues().forEach(start -> left.add(start.firstSeen()));
        found.add(found(twins));
        twins.close();
        twins = harness(WindowClosing.ON_WATERMARK);
        twins.initializeState(state);
        twins.open();
      }
    }
    return end(twins, left, found);
  }

  /** Sorted, and the only watermark at the end. The timestamps are those of the batch scale. */
  private static Outcome batch(List<SourceRecord> records) throws Exception {
    var twins = harness(WindowClosing.ON_NEXT_WINDOW);
    twins.open();
    for (SourceRecord record :
        records.stream().sorted(Comparator.comparingLong(SourceRecord::timestamp)).toList()) {
      twins.processElement(record, record.timestamp() << 4);
    }
    return end(twins, new ArrayList<>(), new ArrayList<>());
  }

  private static Outcome end(
      KeyedOneInputStreamOperatorTestHarness<Long, SourceRecord, Sighting> twins,
      List<Long> left,
      List<Outcome> found)
      throws Exception {
    try (twins) {
      twins.processWatermark(Watermark.MAX_WATERMARK);
      twins.extractOutputValues().forEach(start -> left.add(start.firstSeen()));
      found.add(found(twins));
      assertThat(twins.numKeyedStateEntries()).isZero();
      assertThat(twins.numEventTimeTimers()).isZero();
    }
    List<Long> leftOut = new ArrayList<>();
    List<Long> kept = new ArrayList<>();
    found.forEach(
        part -> {
          leftOut.addAll(part.leftOut());
          kept.addAll(part.kept());
        });
    return new Outcome(left, leftOut, kept);
  }

  @Test
  void inBatchModeAStartLeavesWithItsOwnTimestamp() throws Exception {
    try (var twins = harness(WindowClosing.ON_NEXT_WINDOW)) {
      twins.open();
      twins.processElement(security(Twins.ONCE, 7, NOON), 99);
      twins.processElement(security(Twins.ONCE, 7, NOON + 5000), 200);
      twins.processWatermark(Watermark.MAX_WATERMARK);
      assertThat(twins.getOutput().stream().limit(2))
          .extracting(record -> ((StreamRecord<?>) record).getTimestamp())
          .containsExactly(99L, 200L);
    }
  }

  private static Outcome found(
      KeyedOneInputStreamOperatorTestHarness<Long, SourceRecord, Sighting> twins) {
    List<Long> leftOut = new ArrayList<>();
    List<Long> kept = new ArrayList<>();
    Collection<StreamRecord<SourceRecord>> all = twins.getSideOutput(TwinsFunction.FOUND);
    for (StreamRecord<SourceRecord> one :
        all == null ? List.<StreamRecord<SourceRecord>>of() : all) {
      SourceRecord record = one.getValue();
      if (record.twin() == null) {
        assertThat(record.skipped().reason()).isEqualTo(SkipReason.TWIN);
        leftOut.add(record.timestamp());
      } else {
        kept.add(record.timestamp());
      }
    }
    return new Outcome(List.of(), leftOut, kept);
  }
}
