package dev.longtail.udfs.statistics;

import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * Exact confidence bounds of a share (Clopper and Pearson 1934), by the quantiles of the beta
 * distribution. Commons Math has an interval of this name that fails for none and for all.
 *
 * <p>{@code hits} are at most {@code trials}; of no trials nothing is known, and the bounds are 0
 * and 1.
 */
public final class ClopperPearson {
  private ClopperPearson() {}

  /**
   * The interval.
   *
   * @param error the probability that the share lies outside, half of it at each side; above 0
   */
  public static Interval of(long hits, long trials, double error) {
    return new Interval(low(hits, trials, error / 2), high(hits, trials, error / 2));
  }

  /** The lower end that the share falls short of with probability {@code error} at most. */
  public static double low(long hits, long trials, double error) {
    check(hits, trials);
    return hits == 0 ? 0 : quantile(hits, trials - hits + 1, error);
  }

  /**
   * The upper end that the share exceeds with probability {@code error} at most: if the share were
   * this large, so few hits or fewer would have that probability.
   */
  public static double high(long hits, long trials, double error) {
    check(hits, trials);
    return hits == trials ? 1 : quantile(hits + 1, trials - hits, 1 - error);
  }

  private static double quantile(long alpha, long beta, double probability) {
    return new BetaDistribution(null, alpha, beta, 1e-12).inverseCumulativeProbability(probability);
  }

  private static void check(long hits, long trials) {
    if (hits < 0 || hits > trials) {
      throw new IllegalArgumentException(hits + " of " + trials);
    }
  }
}
