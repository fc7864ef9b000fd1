package dev.longtail.job.graph;

import dev.longtail.detectors.flink.FunnelCounters;
import dev.longtail.detectors.flink.MappedSerializer;
import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.Scale;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.config.Scales;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.event.TwinMark;
import dev.longtail.udfs.event.Twinned.Channel;
import dev.longtail.udfs.format.OpenTwins;
import java.util.Set;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Finds the process starts that Windows' security log and Sysmon both tell. A record with an event
 * is held back: it leaves as a sighting, or is left out as a twin. A record with a mark alone is an
 * event that has left already, and is only looked at.
 *
 * <p>A start waits for its twin until the watermark is beyond the last time that the twin can have,
 * but never beyond the end of its window: it leaves before that watermark is passed on, so it is
 * never late because it waited. The twin is of the same window. Which starts are twins is a
 * function of the events, whatever their order. The state does not depend on the option, which may
 * change at a restart.
 */
final class TwinsFunction extends KeyedProcessFunction<Long, SourceRecord, Sighting> {
  /** The twins, to be counted by window: those left out as skipped, the others as their marks. */
  static final OutputTag<SourceRecord> FOUND =
      new OutputTag<>("twins-found", MappedTypeInfo.of(JobMappers.SOURCE_RECORD));

  private static final long serialVersionUID = 1L;

  /** Timers are set to whole seconds, so that a table has few. */
  private static final long SECOND = 1_000;

  private final DetectorWindows windows;
  private final WindowClosing closing;
  private final Scales scales;
  private final LongCounter records = new LongCounter();
  private final LongCounter skippedRecords = new LongCounter();
  private transient ValueState<OpenTwins<Sighting>> open;
  private transient SkippedMetrics skipped;
  private transient FunnelCounters funnel;

  TwinsFunction(DetectorWindows windows, WindowClosing closing, Scales scales) {
    this.windows = windows;
    this.closing = closing;
    this.scales = scales;
  }

  @Override
  public void open(OpenContext context) {
    open =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "open-twins", new MappedSerializer<>(JobMappers.OPEN_TWINS)));
    getRuntimeContext().addAccumulator(ProgressCounters.RECORDS, records);
    getRuntimeContext().addAccumulator(ProgressCounters.SKIPPED, skippedRecords);
    skipped = new SkippedMetrics(getRuntimeContext().getMetricGroup());
    funnel =
        new FunnelCounters(
            getRuntimeContext().getMetricGroup(),
            scales.each(),
            Set.of(FunnelStage.SKIPPED, FunnelStage.TWINS));
  }

  @Override
  public void processElement(SourceRecord record, Context context, Collector<Sighting> out)
      throws Exception {
    TwinMark mark = record.twin();
    long process = mark.processIn(windows.startOf(mark.ts()));
    // The stream's timestamp: batch mode sorts by another scale than the event's time.
    long until = closing == WindowClosing.ON_WATERMARK ? lastOf(mark.ts()) : context.timestamp();
    OpenTwins<Sighting> starts = open.value() == null ? new OpenTwins<>() : open.value();
    if (mark.isSysmon()) {
      for (OpenTwins.Found<Sighting> twin : starts.sysmon(process, mark.ts(), until)) {
        tell(twin.ts(), twin.start() != null, context);
      }
    } else if (record.event() == null) {
      if (starts.left(process, mark.ts(), until)) {
        tell(mark.ts(), false, context);
      }
    } else if (starts.hold(process, mark.ts(), until, Sighting.of(record.event()))) {
      tell(mark.ts(), true, context);
    }
    save(starts);
    context.timerService().registerEventTimeTimer(until);
  }

  /** The time at which no twin comes any more that is of the same window. */
  private long lastOf(long ts) {
    long apart = Math.floorDiv(ts + TwinMark.APART_MILLIS + SECOND - 1, SECOND) * SECOND;
    return Math.min(apart, windows.lastOf(windows.startOf(ts)));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Sighting> out)
      throws Exception {
    OpenTwins<Sighting> starts = open.value();
    if (starts == null) {
      return;
    }
    for (Sighting start : starts.expire(timestamp)) {
      records.add(1);
      out.collect(start);
    }
    save(starts);
  }

  private void save(OpenTwins<Sighting> starts) throws Exception {
    if (starts.size() == 0) {
      open.clear();
    } else {
      open.update(starts);
    }
  }

  private void tell(long ts, boolean leftOut, Context context) {
    scales.each().forEach(scale -> funnel.add(scale.label(), FunnelStage.TWINS, 1));
    if (!leftOut) {
      context.output(FOUND, SourceRecord.marked(new TwinMark(Channel.SECURITY, 0, ts)));
      return;
    }
    skippedRecords.add(1);
    skipped.add(SkipReason.TWIN, 1);
    for (Scale scale : scales.each()) {
      funnel.add(scale.label(), FunnelStage.SKIPPED, 1);
    }
    context.output(FOUND, SourceRecord.skipped(SkipReason.TWIN, ts));
  }
}
