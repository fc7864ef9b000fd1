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
 * <p>Flink forgets watermarks. Without this class, an event of a closed window would look as if it
 * were on time until the first watermark after a restore, and would open and rank that window
 * again. A checkpoint barrier follows the same watermarks on every channel, so all subtasks save
 * the same watermark. It is therefore right for any parallelism after the restore.
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
      // The last watermark means that the job was drained: a restored job begins a new stream.
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
