package dev.longtail.detectors.flink;

import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts results that came after their window was closed. There should be none; if there are, the
 * job goes on without them.
 *
 * <p>Each result is a place of its own, named by its content. So nothing is remembered, and a
 * result that comes again after a restart counts once.
 */
final class LateResults {
  private static final Logger LOG = LoggerFactory.getLogger(LateResults.class);

  private final FunnelCounters counters;
  private boolean warned;

  /** Counts in the metrics of {@code operator}, too. */
  LateResults(MetricGroup operator) {
    counters = new FunnelCounters(operator, FunnelStage.LATE_RESULTS);
  }

  /**
   * The count of one late result.
   *
   * @param place the operator and the result, unique in window and scale
   */
  FunnelCount count(String window, String scale, String place) {
    counters.add(scale, FunnelStage.LATE_RESULTS, 1);
    if (!warned) {
      warned = true;
      LOG.warn(
          "a result of window {} came after the window was closed and is left out: {}, scale {};"
              + " the funnel counts it and any more of them as late_results",
          window,
          place,
          scale);
    }
    return new FunnelCount(window, scale, FunnelStage.LATE_RESULTS, place, 1);
  }

  /** The name of a scored command among the results of its window and scale. */
  static String nameOf(ScoredCommand scored) {
    return "%s %016x".formatted(scored.detector(), scored.command().hash());
  }
}
