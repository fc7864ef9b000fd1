package dev.longtail.detectors.flink;

import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.Interleaving;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Scale;
import java.util.List;
import org.apache.flink.util.Collector;

/**
 * Gives the rankings of a window of the full scale one budget ({@link Interleaving}). The key is
 * window and scale; anomalies of the reduced scale pass.
 */
public final class InterleaveFunction extends BufferingFunction<String, Anomaly, Anomaly> {
  private static final long serialVersionUID = 1L;

  private final int budget;

  /** Sends the anomalies of {@code budget} different commands of a window of the full scale. */
  public InterleaveFunction(DetectorWindows windows, WindowClosing closing, int budget) {
    super(windows, closing, "rankings", StateMappers.ANOMALY);
    this.budget = budget;
  }

  /** The key that brings the rankings of one window and scale together. */
  public static String keyOf(Anomaly anomaly) {
    return anomaly.scored().window() + "/" + anomaly.scored().scale();
  }

  @Override
  long timeOf(Anomaly anomaly) {
    return anomaly.scored().window();
  }

  @Override
  String scaleOf(Anomaly anomaly) {
    return anomaly.scored().scale();
  }

  @Override
  String placeOf(Anomaly anomaly) {
    return "interleave " + LateResults.nameOf(anomaly.scored());
  }

  @Override
  void close(long start, List<Anomaly> window, Context context, Collector<Anomaly> out) {
    boolean full = window.get(0).scored().scale().equals(Scale.FULL.label());
    (full ? new Interleaving(budget).of(window) : window).forEach(out::collect);
  }
}
