package dev.longtail.detectors.ranking;

import java.util.Arrays;
import java.util.List;

/**
 * Quantiles of the scores that a model gave, to see whether their distribution moves. They are no
 * part of a result.
 *
 * @param scores one for each of {@link #LEVELS}; NaN if nothing was scored
 */
public record ScoreQuantiles(List<Double> scores) {
  /** Levels of the quantiles: the smallest score is at 0, the largest at 1. */
  public static final List<Double> LEVELS = List.of(0.0, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1.0);

  /** Of a model that has scored nothing yet. */
  public static final ScoreQuantiles NONE = sorted(new double[0]);

  /** Refuses another number of quantiles. */
  public ScoreQuantiles {
    scores = List.copyOf(scores);
    if (scores.size() != LEVELS.size()) {
      throw new IllegalArgumentException(scores.size() + " quantiles, not " + LEVELS.size());
    }
  }

  /** Of {@code scores}, which are sorted in place. Nearest rank, no interpolation. */
  public static ScoreQuantiles of(double[] scores) {
    Arrays.sort(scores);
    return sorted(scores);
  }

  private static ScoreQuantiles sorted(double[] scores) {
    return new ScoreQuantiles(LEVELS.stream().map(level -> at(scores, level)).toList());
  }

  private static double at(double[] sorted, double level) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(level * sorted.length);
    return sorted[Math.max(1, rank) - 1];
  }
}
