package dev.longtail.detectors.flink;

import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.streaming.api.TimerService;

/**
 * The number of late events of a shard, by window. The numbers leave together, some seconds after
 * the first late event and when the job is drained, not one with each event.
 *
 * <p>A place sends its total so far, so the totals stay in state. To bound it, windows are named
 * only up to an age of {@value #NAMED_WINDOWS} windows; events of earlier ones, such as those of a
 * clock that stands at 1970, share one total under {@link FunnelCount#UNKNOWN_WINDOW}.
 */
final class LateEvents {
  /** Windows before that of the watermark that have a total of their own. */
  static final int NAMED_WINDOWS = 1024;

  /** How long late events are added up before their number leaves. */
  static final Duration DELAY = Duration.ofSeconds(10);

  private static final long UNNAMED = Long.MIN_VALUE;

  /** A timer that fires when the job is drained, and no earlier. */
  private static final long END = Long.MAX_VALUE;

  private final DetectorWindows windows;
  private final MapState<Long, Long> sent;
  private final MapState<Long, Long> unsent;

  /** The late events in the state of {@code context}. */
  LateEvents(DetectorWindows windows, RuntimeContext context) {
    this.windows = windows;
    this.sent = context.getMapState(descriptor("late-events"));
    this.unsent = context.getMapState(descriptor("late-events-unsent"));
  }

  private static MapStateDescriptor<Long, Long> descriptor(String name) {
    return new MapStateDescriptor<>(name, LongSerializer.INSTANCE, LongSerializer.INSTANCE);
  }

  /** Adds a late event of the window that begins at {@code start}. */
  void add(long start, TimerService timers) throws Exception {
    if (unsent.isEmpty()) {
      timers.registerProcessingTimeTimer(timers.currentProcessingTime() + DELAY.toMillis());
      timers.registerEventTimeTimer(END);
    }
    add(unsent, start < firstNamed(timers.currentWatermark()) ? UNNAMED : start, 1);
  }

  /** The totals that have grown since they were sent, by the names of their windows. */
  Map<String, Long> grown(TimerService timers) throws Exception {
    Map<String, Long> totals = new TreeMap<>();
    for (Map.Entry<Long, Long> more : unsent.entries()) {
      long start = more.getKey();
      String name = start == UNNAMED ? FunnelCount.UNKNOWN_WINDOW : windows.nameOf(start);
      totals.put(name, add(sent, start, more.getValue()));
    }
    unsent.clear();
    timers.deleteEventTimeTimer(END);
    forgetBefore(firstNamed(timers.currentWatermark()));
    return totals;
  }

  private static long add(MapState<Long, Long> counts, long key, long more) throws Exception {
    Long before = counts.get(key);
    long now = before == null ? more : before + more;
    counts.put(key, now);
    return now;
  }

  /** Start of the earliest window that has a total of its own. */
  private long firstNamed(long watermark) {
    // At the end nothing is forgotten: a restored job goes on before it.
    return watermark == END || watermark < Long.MIN_VALUE + (NAMED_WINDOWS + 1) * windows.size()
        ? Long.MIN_VALUE
        : windows.startOf(watermark) - NAMED_WINDOWS * windows.size();
  }

  private void forgetBefore(long firstNamed) throws Exception {
    List<Long> gone = new ArrayList<>();
    for (Long start : sent.keys()) {
      if (start < firstNamed && start != UNNAMED) {
        gone.add(start);
      }
    }
    for (Long start : gone) {
      sent.remove(start);
    }
  }
}
