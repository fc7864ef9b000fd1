package dev.longtail.detectors.scade;

import dev.longtail.detectors.model.Contribution;
import java.util.List;

/**
 * What a layer of SCADE says of the lines of a sample: a score for each, and what made it.
 *
 * <p>A score is the sum of the contributions of the line's n-grams, minus a constant that is the
 * same for all lines.
 */
public interface ScoredGrams {
  /** The most n-grams that an explanation names. */
  int MOST_REASONS = 5;

  /** The score of each line, in the order of the sample; higher is more anomalous. */
  double[] scores();

  /**
   * The n-grams that add most to the score of a line, in descending order, at most {@link
   * #MOST_REASONS}.
   */
  List<Contribution> explain(int line);
}
