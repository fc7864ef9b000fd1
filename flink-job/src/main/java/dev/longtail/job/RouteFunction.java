package dev.longtail.job;

import dev.longtail.detectors.core.Candidate;
import dev.longtail.detectors.core.DetectorWindows;
import dev.longtail.detectors.core.FunnelCount;
import dev.longtail.detectors.core.FunnelStage;
import dev.longtail.detectors.core.Scale;
import dev.longtail.detectors.flink.SideOutputs;
import dev.longtail.udfs.core.ParsedRecord.Rejected;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.accumulators.LongMaximum;
import org.apache.flink.api.common.accumulators.LongMinimum;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Sends events on and dead letters aside, and counts what it sees. */
final class RouteFunction extends ProcessFunction<SourceRecord, Candidate> {
  static final OutputTag<DeadLetter> DEAD_LETTERS = new OutputTag<>("dead-letters") {};

  private static final long serialVersionUID = 1L;

  private final DetectorWindows windows;
  private final TimeRange range;
  private final Scales scales;
  private final LongCounter records = new LongCounter();
  private final LongCounter outOfRange = new LongCounter();
  private final LongMinimum earliest = new LongMinimum();
  private final LongMaximum latest = new LongMaximum();

  /** Lets events of {@code range} through, for which each of {@code scales} accounts. */
  RouteFunction(DetectorWindows windows, TimeRange range, Scales scales) {
    this.windows = windows;
    this.range = range;
    this.scales = scales;
  }

  @Override
  public void open(OpenContext context) {
    getRuntimeContext().addAccumulator(Progress.RECORDS, records);
    getRuntimeContext().addAccumulator(Progress.OUT_OF_RANGE, outOfRange);
    getRuntimeContext().addAccumulator(Progress.EARLIEST, earliest);
    getRuntimeContext().addAccumulator(Progress.LATEST, latest);
  }

  @Override
  public void processElement(SourceRecord record, Context context, Collector<Candidate> out) {
    records.add(1);
    long ts = record.event() == null ? record.deadLetter().ts() : record.event().ts();
    if (ts != Rejected.NO_TIME) {
      earliest.add(ts);
      latest.add(ts);
      if (!range.holds(ts)) {
        outOfRange.add(1);
        return;
      }
    }
    if (record.event() != null) {
      out.collect(Candidate.of(record.event()));
    } else {
      bury(record.deadLetter(), context);
    }
  }

  private void bury(DeadLetter letter, Context context) {
    context.output(DEAD_LETTERS, letter);
    String window =
        letter.ts() == Rejected.NO_TIME
            ? FunnelCount.UNKNOWN_WINDOW
            : windows.nameOf(windows.startOf(letter.ts()));
    for (Scale scale : scales.each()) {
      context.output(
          SideOutputs.FUNNEL,
          new FunnelCount(window, scale.label(), FunnelStage.UNPARSABLE, letter.origin(), 1));
    }
  }
}
