package dev.longtail.job.graph;

import dev.longtail.detectors.flink.FunnelCounters;
import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.flink.SideOutputs;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.Scale;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.StateLabel;
import dev.longtail.job.config.TimeRange;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.event.TwinMark;
import dev.longtail.udfs.event.Twins;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.accumulators.LongMaximum;
import org.apache.flink.api.common.accumulators.LongMinimum;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends events on and dead letters aside, counts what it sees, and keeps the job's label. */
final class RouteFunction extends ProcessFunction<SourceRecord, Sighting>
    implements CheckpointedFunction {
  static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", MappedTypeInfo.of(JobMappers.DEAD_LETTER));

  /** Records that are no events but wait, or are only counted, each by a key of its own. */
  static final OutputTag<SourceRecord> ASIDE =
      new OutputTag<>("aside", MappedTypeInfo.of(JobMappers.SOURCE_RECORD));

  /** Starts of Windows that may have a twin: held back, or the mark of one that goes on. */
  static final OutputTag<SourceRecord> TWINS =
      new OutputTag<>("twins", MappedTypeInfo.of(JobMappers.SOURCE_RECORD));

  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(RouteFunction.class);

  private final DetectorWindows windows;
  private final TimeRange range;
  private final Scales scales;
  private final Twins twins;
  private final KeptLines kept;
  private final LabelledState label;
  private final LongCounter records = new LongCounter();
  private final LongCounter skippedRecords = new LongCounter();
  private final LongCounter outOfRange = new LongCounter();
  private final LongMinimum earliest = new LongMinimum();
  private final LongMaximum latest = new LongMaximum();

  /** Counters per guessed time unit; null for milliseconds, which are usual. */
  private final LongCounter[] guessed = new LongCounter[EpochUnit.values().length];

  private transient FunnelCounters funnel;
  private transient Map<DeadLetterKind, Counter> deadLetters;
  private transient SkippedMetrics skipped;
  private boolean warned;

  /**
   * Passes events of a range; a dead letter is counted once for each of {@code scales}.
   *
   * @param label kept in the state
   * @param kept what of a record goes on
   */
  RouteFunction(TopologyOptions.Events events, Scales scales, StateLabel label, KeptLines kept) {
    this.kept = kept;
    this.label = new LabelledState(label);
    this.windows = events.windows();
    this.range = events.range();
    this.twins = events.twins();
    this.scales = scales;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    label.initialize(context);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    label.snapshot(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
  }

  @Override
  public void open(OpenContext context) {
    getRuntimeContext().addAccumulator(ProgressCounters.RECORDS, records);
    getRuntimeContext().addAccumulator(ProgressCounters.SKIPPED, skippedRecords);
    getRuntimeContext().addAccumulator(ProgressCounters.OUT_OF_RANGE, outOfRange);
    getRuntimeContext().addAccumulator(ProgressCounters.EARLIEST, earliest);
    getRuntimeContext().addAccumulator(ProgressCounters.LATEST, latest);
    for (EpochUnit unit : EpochUnit.values()) {
      if (unit != EpochUnit.MILLISECONDS) {
        guessed[unit.ordinal()] = new LongCounter();
        getRuntimeContext().addAccumulator(ProgressCounters.timesIn(unit), guessed[unit.ordinal()]);
      }
    }
    register(getRuntimeContext().getMetricGroup());
  }

  private void register(MetricGroup metrics) {
    funnel =
        new FunnelCounters(
            metrics,
            scales.each(),
            Set.of(
                FunnelStage.UNPARSABLE,
                FunnelStage.FUTURE,
                FunnelStage.SKIPPED,
                FunnelStage.REPLAYED));
    skipped = new SkippedMetrics(metrics);
    deadLetters = new EnumMap<>(DeadLetterKind.class);
    for (DeadLetterKind kind : DeadLetterKind.values()) {
      deadLetters.put(
          kind, metrics.addGroup("dead_letters").addGroup("reason", kind.label()).counter("total"));
    }
  }

  @Override
  public void processElement(SourceRecord read, Context context, Collector<Sighting> out) {
    SourceRecord record = kept.of(read);
    record.replayOf().forEach(letter -> takeBack(letter, context));
    if (record.event() == null && record.deadLetter() == null) {
      aside(record, context);
      return;
    }
    long ts = record.event() == null ? record.deadLetter().ts() : record.event().ts();
    if (ts != Rejected.NO_TIME) {
      earliest.add(ts);
      latest.add(ts);
      if (!range.holds(ts)) {
        records.add(1);
        outOfRange.add(1);
        return;
      }
    }
    if (record.event() != null) {
      pass(record, context, out);
    } else {
      records.add(1);
      bury(record.deadLetter(), context);
    }
  }

  /** Only an event that may be left out as a twin takes the hop; of others, the mark at most. */
  private void pass(SourceRecord record, Context context, Collector<Sighting> out) {
    if (record.timeUnit() != EpochUnit.MILLISECONDS) {
      countGuessed(record.timeUnit());
    }
    TwinMark twin = twins == Twins.OFF ? null : record.twin();
    if (twin != null && twins == Twins.ONCE && !twin.isSysmon()) {
      context.output(TWINS, record); // counted as a record when it leaves
      return;
    }
    records.add(1);
    out.collect(Sighting.of(record.event()));
    if (twin != null) {
      context.output(TWINS, SourceRecord.marked(twin));
    }
  }

  /** Parts of audit events are joined, and what is no process start is counted, by key. */
  private void aside(SourceRecord record, Context context) {
    long ts = record.timestamp();
    boolean inRange = ts == Rejected.NO_TIME || range.holds(ts);
    if (record.skipped() != null) {
      skippedRecords.add(1);
      skipped.add(record.skipped().reason(), 1);
    }
    if (!inRange) {
      return;
    }
    if (record.skipped() != null) {
      scales.each().forEach(scale -> funnel.add(scale.label(), FunnelStage.SKIPPED, 1));
    }
    context.output(ASIDE, record);
  }

  /** A streaming job has no end to report the counts at, so it warns at the first such event. */
  private void countGuessed(EpochUnit unit) {
    guessed[unit.ordinal()].add(1);
    if (!warned) {
      warned = true;
      EpochUnit.warning(Map.of(unit, 1L)).ifPresent(LOG::warn);
    }
  }

  /** What was a dead letter of this stream before is none any more. */
  private void takeBack(LetterPlace letter, Context context) {
    for (Scale scale : scales.each()) {
      funnel.add(scale.label(), FunnelStage.REPLAYED, 1);
      context.output(
          SideOutputs.FUNNEL,
          new FunnelCount(
              letter.window(), scale.label(), FunnelStage.REPLAYED, letter.origin(), 1));
    }
  }

  private void bury(DeadLetter letter, Context context) {
    context.output(DEAD_LETTERS, letter);
    String window =
        letter.ts() == Rejected.NO_TIME
            ? FunnelCount.UNKNOWN_WINDOW
            : windows.nameOf(windows.startOf(letter.ts()));
    FunnelStage stage = letter.isFromTheFuture() ? FunnelStage.FUTURE : FunnelStage.UNPARSABLE;
    deadLetters.get(DeadLetterKind.of(letter.reason())).inc();
    for (Scale scale : scales.each()) {
      funnel.add(scale.label(), stage, 1);
      context.output(
          SideOutputs.FUNNEL, new FunnelCount(window, scale.label(), stage, letter.origin(), 1));
    }
  }
}
