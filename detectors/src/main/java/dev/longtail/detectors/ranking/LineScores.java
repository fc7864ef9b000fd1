package dev.longtail.detectors.ranking;

import dev.longtail.detectors.model.Contribution;
import java.util.List;

/** What a detector of the reduced scale says of the lines of a sample. */
public interface LineScores {
  /** No score is too low for an anomaly. */
  double NO_THRESHOLD = Double.NEGATIVE_INFINITY;

  /**
   * A finite score for each line, in the order of the sample; higher is more anomalous. The scores
   * need no scale: {@link EmbeddingRanker} standardises those of each shard.
   */
  double[] scores();

  /** A line is no anomaly unless its score is above this. */
  double threshold();

  /**
   * Why a line has its score, the most important reason first; empty if the detector knows none.
   */
  List<Contribution> explain(int line);

  /** Scores without threshold or explanation. */
  static LineScores of(double[] scores) {
    return new LineScores() {
      @Override
      public double[] scores() {
        return scores;
      }

      @Override
      public double threshold() {
        return NO_THRESHOLD;
      }

      @Override
      public List<Contribution> explain(int line) {
        return List.of();
      }
    };
  }
}
