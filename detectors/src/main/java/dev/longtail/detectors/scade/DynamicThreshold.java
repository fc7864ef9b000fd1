package dev.longtail.detectors.scade;

import java.util.Arrays;

/**
 * The score that a line must pass to be an anomaly. It follows the distribution of the window's own
 * scores: {@code M + 3 · 1.4826 · D}. M is the median of the scores, and D the median of how far
 * those above the median lie above it. So the width is measured on the side where anomalies are,
 * and a skewed distribution has a wider one; up to a quarter of the scores could be anomalies and
 * would not set it (Rosenmai, <i>Using the Median Absolute Deviation to Find Outliers</i>, 2013:
 * the double MAD). Three deviations are the strictest of the usual choices (Leys et al. 2013).
 */
public final class DynamicThreshold {
  private static final double DEVIATIONS = 3;
  private static final double MEDIAN_DEVIATION = 1.4826;

  private DynamicThreshold() {}

  /**
   * The threshold of some scores. A line passes it if its score is larger. If all scores are equal,
   * none passes.
   *
   * @param scores at least one, finite; not changed
   */
  public static double of(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    double centre = sorted[sorted.length / 2];
    int above = sorted.length / 2;
    while (above < sorted.length && sorted[above] <= centre) {
      above++;
    }
    if (above == sorted.length) {
      return centre;
    }
    double deviation = sorted[above + (sorted.length - above) / 2] - centre;
    return centre + DEVIATIONS * MEDIAN_DEVIATION * deviation;
  }
}
