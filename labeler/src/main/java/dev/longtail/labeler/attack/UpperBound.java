package dev.longtail.labeler.attack;

import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * The exact upper bound of a share (Clopper and Pearson 1934), one-sided: if the share were this
 * large, one sample in twenty would show so few or fewer.
 */
public final class UpperBound {
  private static final double CONFIDENCE = 0.95;

  private UpperBound() {}

  /** The bound for {@code found} of {@code all}; 1 for none of none. */
  public static double of(long found, long all) {
    if (found < 0 || found > all) {
      throw new IllegalArgumentException(found + " of " + all);
    }
    return found == all
        ? 1
        : new BetaDistribution(null, found + 1.0, (double) (all - found))
            .inverseCumulativeProbability(CONFIDENCE);
  }
}
