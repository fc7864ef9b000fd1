package dev.longtail.detectors.ranking;

import dev.longtail.detectors.model.Contribution;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What a detector of the reduced scale says of the lines of a sample.
 *
 * @param scores a finite score for each line, in the order of the sample; higher is more anomalous.
 *     The scores need no scale: {@link EmbeddingRanker} standardises those of each shard
 * @param threshold a line is no anomaly unless its score is above this
 * @param reasons why a line of the sample has its score, the most important reason first; empty if
 *     the detector knows none
 */
public record LineScores(
    double[] scores, double threshold, IntFunction<List<Contribution>> reasons) {

  /** Scores without threshold or explanation. */
  static LineScores of(double[] scores) {
    return new LineScores(scores, Double.NEGATIVE_INFINITY, line -> List.of());
  }

  /** The {@link #reasons} of a line. */
  List<Contribution> explain(int line) {
    return reasons.apply(line);
  }
}
