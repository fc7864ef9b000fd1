package dev.longtail.detectors.flink;

import dev.longtail.detectors.window.DetectorWindows;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Collects the records of each key by window. When a window closes, the subclass gets it. Windows
 * close in the order of time, the same in streaming and in batch mode.
 *
 * @param <K> key
 * @param <I> input
 * @param <W> the state of an open window; kept on the heap and changed in place
 * @param <O> output
 */
abstract class WindowedFunction<K, I, W, O> extends KeyedProcessFunction<K, I, O> {
  private static final long serialVersionUID = 1L;

  private final DetectorWindows windows;
  private final WindowClosing closing;
  private final String stateName;
  private transient MapState<Long, W> open;
  private transient long lastClosed;
  private transient SecondsGauges closingTime;

  WindowedFunction(DetectorWindows windows, WindowClosing closing, String stateName) {
    this.windows = windows;
    this.closing = closing;
    this.stateName = stateName;
  }

  /** Serializer of the state of a window. */
  abstract TypeSerializer<W> windowSerializer();

  /** A time in the record's window. */
  abstract long timeOf(I record);

  /** The state of a window before its first record. */
  abstract W newWindow(long window);

  /**
   * Adds a record to its window.
   *
   * @param start start of the window
   * @param predecessorClosed whether all windows before this one were given to {@link #close}
   */
  abstract void add(I record, W window, long start, boolean predecessorClosed, Context context)
      throws Exception;

  /** Called when a window is complete. */
  abstract void close(long start, W window, Context context, Collector<O> out) throws Exception;

  /** Called for a record that comes after its window was closed. */
  abstract void late(I record, long start, Context context) throws Exception;

  /** Called at a timer that the subclass has registered. */
  void alarm(OnTimerContext context) throws Exception {}

  /** The state of an open window of the present key; null if there is none. */
  final W opened(long start) throws Exception {
    return open.get(start);
  }

  /** Keeps the changed state of an open window. */
  final void keep(long start, W window) throws Exception {
    open.put(start, window);
  }

  protected final DetectorWindows windows() {
    return windows;
  }

  /** End of the latest window closed since the start, or the smallest number. */
  final long lastClosed() {
    return lastClosed;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    lastClosed = Long.MIN_VALUE;
    closingTime = new SecondsGauges(getRuntimeContext().getMetricGroup(), "window_close");
    open =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(stateName, LongSerializer.INSTANCE, windowSerializer()));
  }

  @Override
  public final void processElement(I record, Context context, Collector<O> out) throws Exception {
    long start = windows.startOf(timeOf(record));
    long watermark = context.timerService().currentWatermark();
    if (closing == WindowClosing.ON_NEXT_WINDOW) {
      closeBefore(start, context, out);
    } else if (watermark >= windows.lastOf(start)) {
      late(record, start, context);
      return;
    }
    W window = open.get(start);
    if (window == null) {
      window = newWindow(start);
      context.timerService().registerEventTimeTimer(windows.lastOf(start));
    }
    // Timers fire before the watermark is seen to advance: then earlier windows are closed, too.
    boolean predecessorClosed = closing == WindowClosing.ON_NEXT_WINDOW || watermark >= start - 1;
    add(record, window, start, predecessorClosed, context);
    open.put(start, window);
  }

  private void closeBefore(long start, Context context, Collector<O> out) throws Exception {
    List<Long> complete = new ArrayList<>();
    for (Long candidate : open.keys()) {
      if (candidate < start) {
        complete.add(candidate);
      }
    }
    complete.sort(null);
    for (Long candidate : complete) {
      close(candidate, context, out);
    }
  }

  @Override
  public final void onTimer(long timestamp, OnTimerContext context, Collector<O> out)
      throws Exception {
    long start = windows.startOf(timestamp);
    boolean ofWindow =
        context.timeDomain() == TimeDomain.EVENT_TIME && timestamp == windows.lastOf(start);
    if (ofWindow && open.contains(start)) {
      close(start, context, out);
    } else if (!ofWindow) {
      alarm(context);
    }
  }

  private void close(long start, Context context, Collector<O> out) throws Exception {
    W window = open.get(start);
    open.remove(start);
    lastClosed = Math.max(lastClosed, windows.lastOf(start));
    long begun = System.nanoTime();
    close(start, window, context, out);
    closingTime.add(System.nanoTime() - begun);
  }
}
