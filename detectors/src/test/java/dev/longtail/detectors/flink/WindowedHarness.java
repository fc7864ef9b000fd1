package dev.longtail.detectors.flink;

import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** A windowed function in Flink's harness; records have the times of their windows. */
final class WindowedHarness<I, O> implements AutoCloseable {
  private final WindowedFunction<?, I, ?, O> function;
  private final KeyedOneInputStreamOperatorTestHarness<?, I, O> harness;

  private <K> WindowedHarness(
      WindowedFunction<K, I, ?, O> function, KeySelector<I, K> key, TypeInformation<K> keyType)
      throws Exception {
    this.function = function;
    this.harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new WindowedOperator<>(function), key, keyType);
  }

  /** One shard, from {@code checkpoint}; null to begin anew. */
  static <I, O> WindowedHarness<I, O> shard(
      WindowedFunction<Integer, I, ?, O> function, OperatorSubtaskState checkpoint)
      throws Exception {
    return new WindowedHarness<>(function, record -> 1, Types.INT).open(checkpoint);
  }

  /** All of {@code function}'s keys, from {@code checkpoint}; null to begin anew. */
  static <I, O> WindowedHarness<I, O> keyed(
      WindowedFunction<String, I, ?, O> function,
      KeySelector<I, String> key,
      OperatorSubtaskState checkpoint)
      throws Exception {
    return new WindowedHarness<>(function, key, Types.STRING).open(checkpoint);
  }

  private WindowedHarness<I, O> open(OperatorSubtaskState checkpoint) throws Exception {
    harness.setup();
    if (checkpoint != null) {
      harness.initializeState(checkpoint);
    }
    harness.open();
    return this;
  }

  void send(I record) throws Exception {
    harness.processElement(record, function.timeOf(record));
  }

  void sendAll(List<I> records) throws Exception {
    for (I record : records) {
      send(record);
    }
  }

  void watermark(long time) throws Exception {
    harness.processWatermark(time);
  }

  /** Sets the clock of processing time, in milliseconds. */
  void clock(long time) throws Exception {
    harness.setProcessingTime(time);
  }

  void status(WatermarkStatus status) throws Exception {
    harness.processWatermarkStatus(status);
  }

  /** Everything sent to the main output: records, watermarks and statuses. */
  Queue<Object> sent() {
    return harness.getOutput();
  }

  /** The watermarks sent on. */
  List<Long> watermarks() {
    return harness.getOutput().stream()
        .filter(Watermark.class::isInstance)
        .map(mark -> ((Watermark) mark).getTimestamp())
        .toList();
  }

  OperatorSubtaskState checkpoint() throws Exception {
    return harness.snapshot(1, 1);
  }

  List<O> results() {
    return harness.extractOutputValues();
  }

  <T> List<T> aside(OutputTag<T> tag) {
    var records = harness.getSideOutput(tag);
    return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
  }

  /** What a reader of the funnel adds up. */
  long total(FunnelStage stage) {
    Map<String, Long> places = new HashMap<>();
    for (FunnelCount count : aside(SideOutputs.FUNNEL)) {
      if (count.stage() == stage) {
        places.merge(count.window() + count.scale() + count.place(), count.count(), Math::max);
      }
    }
    return places.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The largest count of any place and window. */
  long funnel(FunnelStage stage) {
    return aside(SideOutputs.FUNNEL).stream()
        .filter(count -> count.stage() == stage)
        .mapToLong(FunnelCount::count)
        .max()
        .orElse(0);
  }

  int timers() {
    return harness.numEventTimeTimers();
  }

  int stateEntries() {
    return harness.numKeyedStateEntries();
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
