package dev.longtail.detectors.flink;

import dev.longtail.detectors.drift.DriftMeasure;
import dev.longtail.detectors.drift.DriftRule;
import dev.longtail.detectors.drift.WindowDrift;
import dev.longtail.detectors.drift.WindowProfile;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Scale;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up the shards' profiles of a window and compares it with the windows before it. All shards
 * have one key. State holds the profiles of the latest windows, 2 KB each.
 */
public final class DriftFunction
    extends WindowedFunction<Integer, WindowProfile, WindowProfile, WindowDrift> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(DriftFunction.class);

  private final DriftRule rule;
  private transient MapState<Long, WindowProfile> earlier;
  private transient Map<DriftMeasure, Latest> gauges;
  private transient LateResults lateResults;

  /** The latest comparison by one measure, as metrics. NaN and 0 before there is one. */
  private static final class Latest {
    private volatile WindowDrift drift;

    Latest(MetricGroup group) {
      group.gauge("psi", (Gauge<Double>) () -> drift == null ? Double.NaN : drift.psi());
      group.gauge("limit", (Gauge<Double>) () -> drift == null ? Double.NaN : drift.limit());
      group.gauge("moved", (Gauge<Integer>) () -> drift != null && drift.moved() ? 1 : 0);
    }
  }

  /** Compares by {@code rule}. */
  public DriftFunction(DetectorWindows windows, WindowClosing closing, DriftRule rule) {
    super(windows, closing, "profile");
    this.rule = rule;
  }

  @Override
  TypeSerializer<WindowProfile> windowSerializer() {
    return new MappedSerializer<>(StateMappers.WINDOW_PROFILE);
  }

  @Override
  public void open(OpenContext context) throws Exception {
    super.open(context);
    earlier =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "earlier-profiles", LongSerializer.INSTANCE, windowSerializer()));
    MetricGroup operator = getRuntimeContext().getMetricGroup();
    lateResults = new LateResults(operator);
    gauges = new EnumMap<>(DriftMeasure.class);
    MetricGroup group = operator.addGroup("drift");
    for (DriftMeasure measure : DriftMeasure.values()) {
      gauges.put(measure, new Latest(group.addGroup("measure", measure.label())));
    }
  }

  @Override
  long timeOf(WindowProfile profile) {
    return profile.window();
  }

  @Override
  WindowProfile newWindow(long window) {
    return new WindowProfile(window);
  }

  @Override
  void add(
      WindowProfile part,
      WindowProfile window,
      long start,
      boolean predecessorClosed,
      Context context) {
    window.add(part);
  }

  @Override
  void close(long start, WindowProfile window, Context context, Collector<WindowDrift> out)
      throws Exception {
    List<WindowProfile> before = new ArrayList<>();
    earlier.values().forEach(before::add);
    for (WindowDrift drift : rule.compare(window, before)) {
      window.remember(drift);
      gauges.get(drift.measure()).drift = drift;
      if (drift.moved()) {
        warn(drift);
      }
      out.collect(drift);
    }
    earlier.put(start, window);
    forget();
  }

  private void warn(WindowDrift drift) {
    LOG.warn(
        "window {} has moved by {}: it is like none of the {} windows before it; the population"
            + " stability index is {} from the most similar one, {}, and the limit is {}",
        windows().nameOf(drift.window()),
        drift.measure().label(),
        drift.compared(),
        "%.3f".formatted(drift.psi()),
        windows().nameOf(drift.nearest()),
        "%.3f".formatted(drift.limit()));
  }

  /** Keeps the latest windows. The rule may ask for fewer than before a restart. */
  private void forget() throws Exception {
    List<Long> known = new ArrayList<>();
    earlier.keys().forEach(known::add);
    known.sort(null);
    for (Long start : known.subList(0, Math.max(0, known.size() - rule.windows()))) {
      earlier.remove(start);
    }
  }

  @Override
  void late(WindowProfile part, long start, Context context) {
    context.output(
        SideOutputs.FUNNEL,
        lateResults.count(windows().nameOf(start), Scale.FULL.label(), "profile"));
  }
}
