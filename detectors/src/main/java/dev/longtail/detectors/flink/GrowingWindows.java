package dev.longtail.detectors.flink;

import dev.longtail.detectors.state.StateMapper;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Scale;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.util.Collector;

/**
 * Gives a function of another package each record of a window as it comes, with the state of its
 * window, and the state again when the window closes. A late record is counted.
 *
 * @param <K> key
 * @param <I> input
 * @param <W> the state of an open window; kept on the heap and changed in place
 * @param <O> output
 */
public abstract class GrowingWindows<K, I, W, O> extends WindowedFunction<K, I, W, O> {
  private static final long serialVersionUID = 1L;

  private final String mapper;
  private transient LateResults lateResults;

  /** Keeps the state of open windows under {@code stateName}. */
  protected GrowingWindows(
      DetectorWindows windows, WindowClosing closing, String stateName, StateMapper<W> mapper) {
    super(windows, closing, stateName);
    this.mapper = mapper.name();
  }

  /** A time in the record's window. */
  protected abstract long timeIn(I record);

  /** What the record is, unique in its window. */
  protected abstract String nameOf(I record);

  /** The state of a window before its first record. */
  protected abstract W begin(long start);

  /**
   * Takes a record.
   *
   * @param predecessorClosed whether all windows before this one were given to {@link #end}
   */
  protected abstract void take(
      I record, W window, long start, boolean predecessorClosed, Context context) throws Exception;

  /** Called when a window is complete. */
  protected abstract void end(long start, W window, Context context, Collector<O> out)
      throws Exception;

  /** Called at an event-time timer that is no end of a window. */
  protected void timer(OnTimerContext context) throws Exception {}

  /** The state of an open window of the present key; null if there is none. */
  protected final W openWindow(long start) throws Exception {
    return opened(start);
  }

  /** Keeps the changed state of an open window. */
  protected final void changed(long start, W window) throws Exception {
    keep(start, window);
  }

  @Override
  public void open(OpenContext context) throws Exception {
    super.open(context);
    lateResults = new LateResults(getRuntimeContext().getMetricGroup());
  }

  @Override
  final TypeSerializer<W> windowSerializer() {
    return new MappedSerializer<>(mapper);
  }

  @Override
  final long timeOf(I record) {
    return timeIn(record);
  }

  @Override
  final W newWindow(long window) {
    return begin(window);
  }

  @Override
  final void add(I record, W window, long start, boolean predecessorClosed, Context context)
      throws Exception {
    take(record, window, start, predecessorClosed, context);
  }

  @Override
  final void close(long start, W window, Context context, Collector<O> out) throws Exception {
    end(start, window, context, out);
  }

  @Override
  final void late(I record, long start, Context context) {
    context.output(
        SideOutputs.FUNNEL,
        lateResults.count(windows().nameOf(start), Scale.FULL.label(), nameOf(record)));
  }

  @Override
  final void alarm(OnTimerContext context) throws Exception {
    timer(context);
  }
}
