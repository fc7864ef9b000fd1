package dev.longtail.detectors.flink;

import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Runs a windowed function under a watermark that never goes back, also not over a restart ({@link
 * WatermarkMemory}).
 *
 * <p>Idleness ends here. Flink drops the watermarks of an idle operator, and takes the latest
 * watermark where all inputs are idle. Behind an operator with results on the way, both close
 * windows too early or never. So no watermark status is forwarded: what stands behind sees
 * watermarks only, and the one that this operator stands at holds.
 */
public final class WindowedOperator<K, I, O> extends KeyedProcessOperator<K, I, O> {
  private static final long serialVersionUID = 1L;

  private final WindowedFunction<K, I, ?, O> function;
  private transient WatermarkMemory memory;

  /** Runs {@code function}. */
  public WindowedOperator(WindowedFunction<K, I, ?, O> function) {
    super(function);
    this.function = function;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    memory = new WatermarkMemory(context);
  }

  @Override
  public void open() throws Exception {
    super.open();
    memory.tell(getTimeServiceManager().orElse(null));
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (memory.advancesTo(mark)) {
      super.processWatermark(mark);
    }
  }

  /** Forwards nothing. */
  @Override
  public void processWatermarkStatus(WatermarkStatus status) {}

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    memory.save(function.lastClosed());
  }
}
