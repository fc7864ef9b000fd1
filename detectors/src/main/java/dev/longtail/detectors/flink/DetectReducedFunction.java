package dev.longtail.detectors.flink;

import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.ClosedSample;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.SampleWindow;
import dev.longtail.detectors.window.Scale;
import dev.longtail.detectors.window.Sighting;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.util.Collector;

/**
 * One shard of the reduced scale: keeps the sample of each window with its vectors. When the window
 * closes, it sends the sample to its ranking ({@link RankSampleFunction}).
 */
public final class DetectReducedFunction
    extends WindowedFunction<Integer, Line, SampleWindow, ClosedSample> {
  private static final long serialVersionUID = 1L;

  private final int capacity;
  private transient LateResults lateResults;
  private transient FunnelCounters counters;

  /** A shard whose windows hold {@code capacity} commands. */
  public DetectReducedFunction(DetectorWindows windows, WindowClosing closing, int capacity) {
    super(windows, closing, "sample-windows");
    this.capacity = capacity;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    super.open(context);
    lateResults = new LateResults(getRuntimeContext().getMetricGroup());
    counters =
        new FunnelCounters(
            getRuntimeContext().getMetricGroup(),
            Set.of(Scale.REDUCED),
            Set.of(
                FunnelStage.UNIQUE,
                FunnelStage.REPEATED,
                FunnelStage.RANKED,
                FunnelStage.NOT_SAMPLED));
  }

  @Override
  TypeSerializer<SampleWindow> windowSerializer() {
    return new MappedSerializer<>(StateMappers.SAMPLE_WINDOW);
  }

  @Override
  long timeOf(Line line) {
    return line.sighting().firstSeen();
  }

  @Override
  SampleWindow newWindow(long window) {
    return new SampleWindow(window, capacity);
  }

  @Override
  void add(Line line, SampleWindow window, long start, boolean predecessorClosed, Context context) {
    window.add(line);
  }

  @Override
  void close(long start, SampleWindow window, Context context, Collector<ClosedSample> out) {
    List<Line> sample = window.sample();
    out.collect(new ClosedSample(start, context.getCurrentKey(), sample));
    long events = sample.stream().map(Line::sighting).mapToLong(Sighting::occurrences).sum();
    count(FunnelStage.UNIQUE, sample.size(), start, context);
    count(FunnelStage.REPEATED, events - sample.size(), start, context);
    count(FunnelStage.RANKED, sample.size(), start, context);
    count(FunnelStage.NOT_SAMPLED, window.events() - events, start, context);
  }

  @Override
  void late(Line line, long start, Context context) {
    Sighting sighting = line.sighting();
    String place = "%s, %016x %s".formatted(place(context), sighting.hash(), sighting.eventId());
    String window = windows().nameOf(start);
    context.output(SideOutputs.FUNNEL, lateResults.count(window, Scale.REDUCED.label(), place));
    // The sample does without it; the events still add up.
    count(FunnelStage.NOT_SAMPLED, sighting.occurrences(), window, place, context);
  }

  private void count(FunnelStage stage, long count, long start, Context context) {
    count(stage, count, windows().nameOf(start), place(context), context);
  }

  private void count(FunnelStage stage, long count, String window, String place, Context context) {
    counters.add(Scale.REDUCED.label(), stage, count);
    context.output(
        SideOutputs.FUNNEL, new FunnelCount(window, Scale.REDUCED.label(), stage, place, count));
  }

  private String place(Context context) {
    return "sample of shard " + context.getCurrentKey();
  }
}
