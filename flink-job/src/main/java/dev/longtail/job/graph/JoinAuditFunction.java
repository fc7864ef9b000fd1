package dev.longtail.job.graph;

import dev.longtail.detectors.flink.FunnelCounters;
import dev.longtail.detectors.flink.MappedSerializer;
import dev.longtail.detectors.flink.SideOutputs;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.Scale;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.config.Scales;
import dev.longtail.udfs.event.AuditFragment;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.format.AuditEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Joins the records of audit events, and counts the records that are no process start, and twins.
 *
 * <p>All records of an audit event have its time. So the watermark of this time says that no more
 * come, and the event leaves before it: a joined event is never late because it was joined, and it
 * is a function of its records, whatever their order. Until then the key remembers that the event
 * has left, for records that come twice.
 */
final class JoinAuditFunction extends KeyedProcessFunction<String, SourceRecord, Sighting> {
  private static final long serialVersionUID = 1L;

  /** Counts leave at the end of a minute of event time: one record a place, not one a record. */
  private static final long MINUTE = 60_000;

  private final DetectorWindows windows;
  private final Scales scales;
  private final KeptLines kept;
  private final LongCounter records = new LongCounter();
  private final LongCounter skippedRecords = new LongCounter();
  private transient ListState<AuditFragment> parts;
  private transient ValueState<Boolean> left;
  private transient ValueState<Long> count;
  private transient ValueState<Long> told;
  private transient SkippedMetrics skipped;
  private transient FunnelCounters funnel;

  JoinAuditFunction(DetectorWindows windows, Scales scales, KeptLines kept) {
    this.kept = kept;
    this.windows = windows;
    this.scales = scales;
  }

  @Override
  public void open(OpenContext context) {
    parts =
        getRuntimeContext()
            .getListState(
                new ListStateDescriptor<>(
                    "audit-parts", new MappedSerializer<>(JobMappers.AUDIT_FRAGMENT)));
    left = getRuntimeContext().getState(new ValueStateDescriptor<>("audit-left", Types.BOOLEAN));
    count = getRuntimeContext().getState(new ValueStateDescriptor<>("skipped", Types.LONG));
    told = getRuntimeContext().getState(new ValueStateDescriptor<>("skipped-told", Types.LONG));
    getRuntimeContext().addAccumulator(ProgressCounters.RECORDS, records);
    getRuntimeContext().addAccumulator(ProgressCounters.SKIPPED, skippedRecords);
    skipped = new SkippedMetrics(getRuntimeContext().getMetricGroup());
    funnel =
        new FunnelCounters(
            getRuntimeContext().getMetricGroup(), scales.each(), Set.of(FunnelStage.UNPARSABLE));
  }

  @Override
  public void processElement(SourceRecord record, Context context, Collector<Sighting> out)
      throws Exception {
    if (record.fragment() == null) {
      count(context);
    } else {
      join(record.fragment(), context, out);
    }
  }

  private void count(Context context) throws Exception {
    long sum = 1 + (count.value() == null ? 0 : count.value());
    count.update(sum);
    Long stamp = context.timestamp();
    long now = Math.max(context.timerService().currentWatermark(), stamp == null ? 0 : stamp);
    long minute =
        now > Long.MAX_VALUE - 2 * MINUTE ? now : (Math.max(0, now) / MINUTE + 1) * MINUTE;
    context.timerService().registerEventTimeTimer(minute);
  }

  private void join(AuditFragment fragment, Context context, Collector<Sighting> out)
      throws Exception {
    // The stream's timestamp: batch mode sorts by another scale than the event's time.
    context.timerService().registerEventTimeTimer(context.timestamp());
    if (left.value() != null) {
      tellSkipped(SkipReason.PART, 1);
      return;
    }
    List<AuditFragment> so = new ArrayList<>();
    parts.get().forEach(so::add);
    so.add(fragment);
    Optional<ParsedRecord> complete = AuditEvent.complete(so);
    if (complete.isEmpty() && so.size() >= AuditEvent.MOST_FRAGMENTS) {
      complete = Optional.of(AuditEvent.last(so));
    }
    if (complete.isEmpty()) {
      parts.add(fragment);
      return;
    }
    left.update(true);
    parts.clear();
    emit(complete.get(), so.size(), context, out);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Sighting> out)
      throws Exception {
    if (count.value() != null) {
      tellCount(context);
      return;
    }
    List<AuditFragment> so = new ArrayList<>();
    parts.get().forEach(so::add);
    if (!so.isEmpty()) {
      emit(AuditEvent.last(so), so.size(), context, out);
    }
    parts.clear();
    left.clear();
  }

  private void tellCount(OnTimerContext context) throws Exception {
    long sum = count.value();
    if (told.value() != null && told.value() == sum) {
      return;
    }
    told.update(sum);
    String key = context.getCurrentKey();
    for (FunnelStage stage : AsideKey.stagesOf(key)) {
      for (Scale scale : scales.each()) {
        context.output(
            SideOutputs.FUNNEL,
            new FunnelCount(AsideKey.windowOf(key), scale.label(), stage, key, sum));
      }
    }
  }

  private void emit(ParsedRecord joined, int of, Context context, Collector<Sighting> out) {
    tellSkipped(SkipReason.PART, of - 1);
    if (joined instanceof ParsedRecord.Event start) {
      records.add(1);
      out.collect(Sighting.of(kept.of(start.event())));
    } else if (joined instanceof ParsedRecord.Skipped none) {
      tellSkipped(none.reason(), 1);
    } else if (joined instanceof Rejected rejected) {
      records.add(1);
      bury(rejected, context);
    }
  }

  private void tellSkipped(SkipReason reason, long more) {
    skippedRecords.add(more);
    skipped.add(reason, more);
  }

  private void bury(Rejected rejected, Context context) {
    String place = "audit event " + context.getCurrentKey();
    context.output(
        RouteFunction.DEAD_LETTERS,
        DeadLetter.of(place, rejected.reason(), rejected.ts(), new byte[0]));
    String window = windows.nameOf(windows.startOf(rejected.ts()));
    for (Scale scale : scales.each()) {
      funnel.add(scale.label(), FunnelStage.UNPARSABLE, 1);
      context.output(
          SideOutputs.FUNNEL,
          new FunnelCount(window, scale.label(), FunnelStage.UNPARSABLE, place, 1));
    }
  }
}
