package dev.longtail.training.metrics;

import dev.longtail.udfs.statistics.Interval;
import java.util.Arrays;

/**
 * The area under the ROC curve with its confidence interval. The area is the probability that a
 * random malicious line scores above a random benign line; ties count one half (Mann and Whitney
 * 1947).
 *
 * <p>Variance after E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, <i>Comparing the areas
 * under two or more correlated receiver operating characteristic curves</i>, Biometrics 44 (1988).
 * It is computed in O(n log n) as by X. Sun and W. Xu, <i>Fast implementation of DeLong's
 * algorithm</i>, IEEE Signal Processing Letters 21 (2014): the share of the other class below a
 * score is the difference of its two midranks.
 */
public final class Auc {
  /** Two-sided 95 % quantile of the normal distribution. */
  private static final double Z = 1.959963984540054;

  private final double value;

  /** For each malicious line in the caller's order, the share of benign lines it scores above. */
  private final double[] aboveBenign;

  /** For each benign line in the caller's order, the share of malicious lines that score above. */
  private final double[] belowMalicious;

  private Auc(double value, double[] aboveBenign, double[] belowMalicious) {
    this.value = value;
    this.aboveBenign = aboveBenign;
    this.belowMalicious = belowMalicious;
  }

  /**
   * The area for {@code scores[i]} given to a line that is malicious if {@code isMalicious[i]}.
   *
   * @throws IllegalArgumentException as {@link ScoredSet#of}
   */
  public static Auc of(double[] scores, boolean[] isMalicious) {
    ScoredSet sorted = ScoredSet.of(scores, isMalicious);
    double[] aboveBenign = new double[sorted.malicious().length];
    double[] belowMalicious = new double[sorted.benign().length];
    int m = 0;
    int n = 0;
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      if (isMalicious[i]) {
        double share = shareBelow(sorted.benign(), scores[i]);
        aboveBenign[m++] = share;
        sum += share;
      } else {
        belowMalicious[n++] = 1 - shareBelow(sorted.malicious(), scores[i]);
      }
    }
    return new Auc(sum / m, aboveBenign, belowMalicious);
  }

  /** The share of {@code sorted} below {@code score}; an equal value counts one half. */
  private static double shareBelow(double[] sorted, double score) {
    int below = firstAtLeast(sorted, score);
    int notAbove = below;
    if (below < sorted.length && sorted[below] == score) {
      notAbove = firstAtLeast(sorted, Math.nextUp(score));
    }
    return (below + notAbove) / 2.0 / sorted.length;
  }

  private static int firstAtLeast(double[] sorted, double score) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < score) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The area, in [0, 1]; 0.5 is chance. */
  public double value() {
    return value;
  }

  /** Standard error of the area. It is meaningful only with at least two lines of each class. */
  public double standardError() {
    return Math.sqrt(
        variance(aboveBenign) / aboveBenign.length
            + variance(belowMalicious) / belowMalicious.length);
  }

  /** The 95 % confidence interval of the area, cut off at 0 and 1. */
  public Interval interval() {
    double reach = Z * standardError();
    return new Interval(Math.max(0, value - reach), Math.min(1, value + reach));
  }

  /**
   * The 95 % confidence interval of this area minus {@code other}'s. Both must score the same lines
   * in the same order. The interval is far narrower than the two single intervals suggest, because
   * both curves met the same easy and hard lines.
   */
  public Interval differenceTo(Auc other) {
    if (aboveBenign.length != other.aboveBenign.length
        || belowMalicious.length != other.belowMalicious.length) {
      throw new IllegalArgumentException("the areas are not over the same lines");
    }
    double error =
        Math.sqrt(
            variance(minus(aboveBenign, other.aboveBenign)) / aboveBenign.length
                + variance(minus(belowMalicious, other.belowMalicious)) / belowMalicious.length);
    double difference = value - other.value;
    return new Interval(difference - Z * error, difference + Z * error);
  }

  private static double[] minus(double[] a, double[] b) {
    double[] difference = new double[a.length];
    Arrays.setAll(difference, i -> a[i] - b[i]);
    return difference;
  }

  /** The unbiased variance; 0 for a single value, whose variance is unknown. */
  private static double variance(double[] values) {
    if (values.length < 2) {
      return 0;
    }
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return squares / (values.length - 1);
  }
}
