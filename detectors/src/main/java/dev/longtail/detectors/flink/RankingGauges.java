package dev.longtail.detectors.flink;

import dev.longtail.detectors.ranking.RankingFigures;
import dev.longtail.detectors.ranking.ScoreQuantiles;
import dev.longtail.detectors.window.Scale;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * Shows the rankings of a subtask as metrics: how long models take to fit, and quantiles of the
 * scores that the last ranked shard gave to all its lines. Any thread may show.
 */
final class RankingGauges {
  private final Map<String, OfDetector> detectors = new HashMap<>();

  private static final class OfDetector {
    private final SecondsGauges fit;
    private volatile ScoreQuantiles scores = ScoreQuantiles.NONE;

    OfDetector(MetricGroup group) {
      fit = new SecondsGauges(group, "fit");
      List<Double> levels = ScoreQuantiles.LEVELS;
      for (int i = 0; i < levels.size(); i++) {
        int level = i;
        group
            .addGroup("quantile", levels.get(i).toString())
            .gauge("score", (Gauge<Double>) () -> scores.scores().get(level));
      }
    }
  }

  /**
   * Registers the metrics.
   *
   * @param operator group of the operator
   * @param names of the detectors
   */
  RankingGauges(MetricGroup operator, Scale scale, Collection<String> names) {
    MetricGroup group = operator.addGroup("ranking").addGroup("scale", scale.label());
    for (String name : names) {
      detectors.put(name, new OfDetector(group.addGroup("detector", name)));
    }
  }

  /** A shard's window was ranked. */
  void show(RankingFigures figures) {
    OfDetector detector = detectors.get(figures.detector());
    detector.fit.add(figures.fitNanos());
    detector.scores = figures.scores();
  }
}
