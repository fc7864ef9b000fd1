package dev.longtail.detectors.flink;

import dev.longtail.detectors.duplicates.EarlierExemplar;
import dev.longtail.detectors.duplicates.EmbeddedAnomaly;
import java.util.List;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Runs an {@link EarlierExemplarsFunction} in streaming mode, under a watermark that never goes
 * back, also not over a restart.
 *
 * <p>Its watermark is the earlier one of those of its two inputs, always. Flink alone would leave
 * out an idle input, and take the later watermark where both are idle (FLINK-38454). So a watermark
 * status is neither heeded nor forwarded. An input that has nothing more to say must say so by its
 * last watermark.
 */
public final class EarlierExemplarsOperator
    extends CoBroadcastWithKeyedOperator<Long, EmbeddedAnomaly, EarlierExemplar, EmbeddedAnomaly> {
  private static final long serialVersionUID = 1L;

  private final EarlierExemplarsFunction function;
  private transient WatermarkMemory memory;

  /** Runs {@code function}. */
  public EarlierExemplarsOperator(EarlierExemplarsFunction function) {
    super(function, List.of(EarlierExemplarsFunction.broadcastState()));
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

  /** Gets the earlier watermark of both inputs. */
  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (memory.advancesTo(mark)) {
      super.processWatermark(mark);
    }
  }

  /** Ignores the status of an input. */
  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int input) {}

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    memory.save(function.lastClosed());
  }
}
