package dev.longtail.detectors.flink;

import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.ranking.TopK;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.DetectorWindows;
import java.util.List;
import org.apache.flink.util.Collector;

/** Merges the shards' top k of a window, scale and detector (the key) into the window's top k. */
public final class RankFunction extends BufferingFunction<String, ScoredCommand, Anomaly> {
  private static final long serialVersionUID = 1L;

  private final int topK;

  /** Sends the {@code topK} highest scores of all shards together. */
  public RankFunction(DetectorWindows windows, WindowClosing closing, int topK) {
    super(windows, closing, "shards-best", StateMappers.SCORED_COMMAND);
    this.topK = topK;
  }

  /** The key that brings the shards of one ranking together. */
  public static String keyOf(ScoredCommand scored) {
    return scored.window() + "/" + scored.scale() + "/" + scored.detector();
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
    TopK top = new TopK(topK);
    window.forEach(top::add);
    int rank = 1;
    for (ScoredCommand scored : top.ranked()) {
      out.collect(new Anomaly(rank++, scored));
    }
  }
}
