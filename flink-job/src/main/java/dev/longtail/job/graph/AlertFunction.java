package dev.longtail.job.graph;

import dev.longtail.detectors.flink.GrowingWindows;
import dev.longtail.detectors.flink.MappedSerializer;
import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.job.scoring.AlertThresholds;
import dev.longtail.job.scoring.Detection;
import dev.longtail.job.scoring.ScoreWindow;
import dev.longtail.job.scoring.ScoredLine;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Decides which scored lines are detections ({@link ScoreWindow}). In a stream a detection leaves
 * at once, the queue of doubts when its window closes. There is one key, because the budget is the
 * job's: only lines with a high score come here, some in a thousand.
 */
final class AlertFunction extends GrowingWindows<String, ScoredLine, ScoreWindow, Detection> {
  /** The only key. */
  static final String KEY = "alerts";

  /** Detections. The output itself is the queue of doubts. */
  static final OutputTag<Detection> DETECTIONS =
      new OutputTag<>("detections", MappedTypeInfo.of(JobMappers.DETECTION));

  private static final long serialVersionUID = 1L;

  private final WindowClosing closing;
  private final ScoreWindow.Limits limits;
  private transient ValueState<AlertThresholds> thresholds;
  private transient Counter detections;
  private transient Counter queued;
  private transient volatile double threshold;

  AlertFunction(DetectorWindows windows, WindowClosing closing, ScoreWindow.Limits limits) {
    super(windows, closing, "score-windows", JobMappers.SCORE_WINDOW);
    this.closing = closing;
    this.limits = limits;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    super.open(context);
    thresholds =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "alert-thresholds", new MappedSerializer<>(JobMappers.ALERT_THRESHOLDS)));
    var metrics = getRuntimeContext().getMetricGroup().addGroup(ScoringFunction.METRICS);
    detections = metrics.counter("detections_total");
    queued = metrics.counter("queued_total");
    threshold = Double.NaN;
    metrics.gauge("threshold", (Gauge<Double>) () -> threshold);
  }

  @Override
  protected long timeIn(ScoredLine line) {
    return line.sighting().firstSeen();
  }

  @Override
  protected String nameOf(ScoredLine line) {
    return "score %016x".formatted(line.hash());
  }

  @Override
  protected ScoreWindow begin(long start) {
    return new ScoreWindow(start, limits);
  }

  @Override
  protected void take(
      ScoredLine line, ScoreWindow window, long start, boolean predecessorClosed, Context context)
      throws Exception {
    AlertThresholds known = known();
    Consumer<Detection> out = sendTo(context);
    if (closing == WindowClosing.ON_NEXT_WINDOW) {
      window.decideInOrder(line, known, out);
    } else if (predecessorClosed) {
      window.decideHeld(known, out);
      window.decide(line, known, out);
    } else {
      window.hold(line, known, out);
      // The window before closes a millisecond earlier.
      context.timerService().registerEventTimeTimer(start);
    }
  }

  /** The window before is closed: what was held is decided. */
  @Override
  protected void timer(OnTimerContext context) throws Exception {
    ScoreWindow window = openWindow(context.timestamp());
    if (window != null && window.holds()) {
      window.decideHeld(known(), sendTo(context));
      changed(context.timestamp(), window);
    }
  }

  @Override
  protected void end(long start, ScoreWindow window, Context context, Collector<Detection> out)
      throws Exception {
    AlertThresholds known = known();
    window.decideHeld(known, sendTo(context));
    window.decideLast(known, sendTo(context));
    window.queue().forEach(out::collect);
    queued.inc(window.queue().size());
    window.close(known);
    thresholds.update(known);
  }

  private AlertThresholds known() throws Exception {
    AlertThresholds known = thresholds.value();
    return known == null ? new AlertThresholds() : known;
  }

  private Consumer<Detection> sendTo(Context context) {
    return detection -> {
      detections.inc();
      threshold = detection.threshold();
      context.output(DETECTIONS, detection);
    };
  }
}
