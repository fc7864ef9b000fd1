package dev.longtail.detectors.drift;

import java.util.Arrays;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/**
 * The population stability index of two samples over the same bins: {@code sum (p - q) ln(p / q)},
 * the symmetric Kullback-Leibler divergence. 0: the shares are equal. Half a line is added to each
 * bin, so that an empty bin does not make it infinite.
 *
 * <p>If both samples come from one distribution, the index divided by {@code 1/n + 1/m} follows the
 * chi-squared distribution with one degree of freedom less than there are bins (Yurdakul and
 * Naranjo, <i>Statistical properties of the population stability index</i>, Journal of Risk Model
 * Validation 14, 2020). So small samples have large indexes by chance alone.
 */
final class StabilityIndex {
  private static final double EMPTY = 0.5;

  /** One window in a thousand exceeds the bound by chance, were all its lines independent. */
  private static final double CHANCE = 0.001;

  private StabilityIndex() {}

  /** The index of two samples; neither is empty, both have the same number of bins. */
  static double of(long[] a, long[] b) {
    double allOfA = sum(a) + EMPTY * a.length;
    double allOfB = sum(b) + EMPTY * b.length;
    double index = 0;
    for (int bin = 0; bin < a.length; bin++) {
      double p = (a[bin] + EMPTY) / allOfA;
      double q = (b[bin] + EMPTY) / allOfB;
      index += (p - q) * StrictMath.log(p / q);
    }
    return index;
  }

  /** What the index of two such samples hardly exceeds by chance. */
  static double bound(long[] a, long[] b) {
    double quantile =
        new ChiSquaredDistribution(a.length - 1).inverseCumulativeProbability(1 - CHANCE);
    return quantile * (1.0 / sum(a) + 1.0 / sum(b));
  }

  static long sum(long[] counts) {
    return Arrays.stream(counts).sum();
  }
}
