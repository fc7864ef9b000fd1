package dev.longtail.training.review;

import dev.longtail.training.metrics.Interval;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * The exact confidence interval of a share (Clopper and Pearson 1934), by the quantiles of the beta
 * distribution. Commons Math has an interval of this name that fails for none and for all.
 */
final class ClopperPearson {
  private ClopperPearson() {}

  /**
   * The interval.
   *
   * @param hits at most {@code trials}
   * @param trials 0 or more; of none nothing is known, and the interval is [0, 1]
   * @param error the probability that the share lies outside, half of it at each side; above 0
   */
  static Interval of(int hits, int trials, double error) {
    return new Interval(low(hits, trials, error / 2), high(hits, trials, error / 2));
  }

  /** The lower end that the share falls short of with probability {@code error} at most. */
  static double low(int hits, int trials, double error) {
    check(hits, trials);
    return hits == 0 ? 0 : quantile(hits, trials - hits + 1, error);
  }

  /** The upper end that the share exceeds with probability {@code error} at most. */
  static double high(int hits, int trials, double error) {
    check(hits, trials);
    return hits == trials ? 1 : quantile(hits + 1, trials - hits, 1 - error);
  }

  private static double quantile(int alpha, int beta, double probability) {
    return new BetaDistribution(null, alpha, beta, 1e-12).inverseCumulativeProbability(probability);
  }

  private static void check(int hits, int trials) {
    if (hits < 0 || hits > trials) {
      throw new IllegalArgumentException(hits + " of " + trials);
    }
  }
}
