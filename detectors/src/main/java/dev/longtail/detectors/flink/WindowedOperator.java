package dev.longtail.detectors.flink;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * Runs a windowed function and keeps the watermark over a restart.
 *
 * <p>Flink forgets watermarks: until the first one after a restore, an event of a window that was
 * closed long ago looks as if it were on time, and would open and rank that window again. A
 * checkpoint's barrier finds all subtasks at the same watermark, because it follows the same
 * watermarks on every channel; so the one that was saved is right for any parallelism.
 */
public final class WindowedOperator<K, I, O> extends KeyedProcessOperator<K, I, O> {
  private static final long serialVersionUID = 1L;

  private long watermark = Long.MIN_VALUE;
  private transient ListState<Long> saved;

  /** Runs {@code function}. */
  public WindowedOperator(WindowedFunction<K, I, ?, O> function) {
    super(function);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    saved =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("watermark", LongSerializer.INSTANCE));
    watermark = Long.MIN_VALUE;
    if (context.isRestored()) {
      long earliest = Long.MAX_VALUE;
      boolean any = false;
      for (long each : saved.get()) {
        earliest = Math.min(earliest, each);
        any = true;
      }
      // At the end of time a job was drained: who goes on from there begins a new stream.
      boolean drained = earliest == Watermark.MAX_WATERMARK.getTimestamp();
      watermark = any && !drained ? earliest : Long.MIN_VALUE;
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    if (watermark > Long.MIN_VALUE && getTimeServiceManager().isPresent()) {
      getTimeServiceManager().get().advanceWatermark(new Watermark(watermark));
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    watermark = Math.max(watermark, mark.getTimestamp());
    super.processWatermark(mark);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    saved.update(java.util.List.of(watermark));
  }
}
