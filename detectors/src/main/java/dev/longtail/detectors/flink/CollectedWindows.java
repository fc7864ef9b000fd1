package dev.longtail.detectors.flink;

import dev.longtail.detectors.state.StateMapper;
import dev.longtail.detectors.window.DetectorWindows;
import java.util.List;
import org.apache.flink.util.Collector;

/**
 * Gives a function of another package the records of each window when it closes, windows in the
 * order of time.
 *
 * <p>In batch mode it closes windows by its timers too, which fire in order after the last record
 * of the key: what stands behind several keys sees their windows side by side, so that a record of
 * a later window does not mean that the earlier one is complete. The records must be few.
 */
public abstract class CollectedWindows<K, I, O> extends BufferingFunction<K, I, O> {
  private static final long serialVersionUID = 1L;

  /** Keeps the records of open windows under {@code stateName}. */
  protected CollectedWindows(DetectorWindows windows, String stateName, StateMapper<I> mapper) {
    super(windows, WindowClosing.ON_WATERMARK, stateName, mapper);
  }

  /** Start of the record's window. */
  protected abstract long windowOf(I record);

  /** Label of the record's scale. */
  protected abstract String labelOfScale(I record);

  /** What the record is, unique in its window and scale. */
  protected abstract String nameOf(I record);

  /** Called with all records of a window, in any order. */
  protected abstract void decide(long start, Iterable<I> window, Context context, Collector<O> out)
      throws Exception;

  /** Called at an event-time timer that is no end of a window. */
  protected abstract void timer(OnTimerContext context) throws Exception;

  @Override
  final long timeOf(I record) {
    return windowOf(record);
  }

  @Override
  final String scaleOf(I record) {
    return labelOfScale(record);
  }

  @Override
  final String placeOf(I record) {
    return nameOf(record);
  }

  @Override
  final void close(long start, List<I> window, Context context, Collector<O> out) throws Exception {
    decide(start, window, context, out);
  }

  @Override
  final void alarm(OnTimerContext context) throws Exception {
    timer(context);
  }
}
