package dev.longtail.detectors.flink;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.InternalTimeServiceManager;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * The watermark of an operator: it never goes back, also not over a restart.
 *
 * <p>Flink forgets watermarks, and after a restore its sources begin with earlier ones. An event of
 * a closed window would then look as if it were on time, and would open and rank that window again.
 *
 * <p>A checkpoint barrier follows the same watermarks on every channel, so all subtasks save the
 * same one. It is therefore right for any parallelism after the restore.
 *
 * <p>The last watermark, {@link Watermark#MAX_WATERMARK}, says that the input has ended: the job is
 * drained. It is not saved, because a restored job goes on with later windows. What it has closed
 * stays closed: saved is then the end of the latest window that any subtask has closed.
 */
final class WatermarkMemory {
  private static final long END = Watermark.MAX_WATERMARK.getTimestamp();

  private final ListState<Long> saved;
  private long current = Long.MIN_VALUE;
  private long beforeTheEnd = Long.MIN_VALUE;

  /** The memory of an operator that is being initialised. */
  WatermarkMemory(StateInitializationContext context) throws Exception {
    saved =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("watermark", LongSerializer.INSTANCE));
    if (context.isRestored()) {
      for (long each : saved.get()) {
        // Release 0.1.0 saved the end; it does not tell which windows were closed.
        if (each != END) {
          beforeTheEnd = Math.max(beforeTheEnd, each);
        }
      }
      current = beforeTheEnd;
    }
  }

  /** Tells the timers of a restored operator its watermark; {@code timers} may be null. */
  void tell(InternalTimeServiceManager<?> timers) throws Exception {
    if (current > Long.MIN_VALUE && timers != null) {
      timers.advanceWatermark(new Watermark(current));
    }
  }

  /** Whether {@code mark} is later than all before; if so it becomes the operator's watermark. */
  boolean advancesTo(Watermark mark) {
    long time = mark.getTimestamp();
    if (time <= current) {
      return false;
    }
    current = time;
    if (time != END) {
      beforeTheEnd = time;
    }
    return true;
  }

  /**
   * Saves the watermark.
   *
   * @param closed end of the latest window that this subtask has closed, or the smallest number
   */
  void save(long closed) throws Exception {
    saved.update(List.of(current == END ? Math.max(beforeTheEnd, closed) : current));
  }
}
