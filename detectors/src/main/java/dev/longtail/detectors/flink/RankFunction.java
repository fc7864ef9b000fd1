package dev.longtail.detectors.flink;

import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.Combination;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.DetectorWindows;
import java.util.List;
import org.apache.flink.util.Collector;

/**
 * Merges the shards' top k into the anomalies of the window; a {@link Combination} gives the key.
 */
public final class RankFunction extends BufferingFunction<String, ScoredCommand, Anomaly> {
  private static final long serialVersionUID = 1L;

  private final int topK;
  private final Combination combination;

  /** Sends {@code topK} commands: of each detector or in all, as {@code combination} says. */
  public RankFunction(
      DetectorWindows windows, WindowClosing closing, int topK, Combination combination) {
    super(windows, closing, "shards-best", StateMappers.SCORED_COMMAND);
    this.topK = topK;
    this.combination = combination;
  }

  @Override
  long timeOf(ScoredCommand scored) {
    return scored.window();
  }

  @Override
  String scaleOf(ScoredCommand scored) {
    return scored.scale();
  }

  @Override
  String placeOf(ScoredCommand scored) {
    return "rank " + LateResults.nameOf(scored);
  }

  @Override
  void close(long start, List<ScoredCommand> window, Context context, Collector<Anomaly> out) {
    combination.top(window, topK).forEach(out::collect);
  }
}
