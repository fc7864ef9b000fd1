package dev.longtail.training.metrics;

import java.util.Arrays;

/**
 * The scores a classifier gave to the malicious and to the benign lines of a test set, each sorted
 * ascending.
 */
public final class ScoredSet {
  private final double[] malicious;
  private final double[] benign;

  private ScoredSet(double[] malicious, double[] benign) {
    this.malicious = malicious;
    this.benign = benign;
  }

  /**
   * Pairs scores with truth; {@code scores[i]} belongs to {@code isMalicious[i]}.
   *
   * @throws IllegalArgumentException if the lengths differ, a score is NaN, or a class is missing;
   *     then no curve is defined
   */
  public static ScoredSet of(double[] scores, boolean[] isMalicious) {
    if (scores.length != isMalicious.length) {
      throw new IllegalArgumentException(
          scores.length + " scores for " + isMalicious.length + " labels");
    }
    double[] malicious = new double[scores.length];
    double[] benign = new double[scores.length];
    int m = 0;
    int n = 0;
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException("score " + i + " is not a number");
      }
      double score = scores[i] + 0.0; // so that -0.0 and 0.0 tie when sorted
      if (isMalicious[i]) {
        malicious[m++] = score;
      } else {
        benign[n++] = score;
      }
    }
    if (m == 0 || n == 0) {
      throw new IllegalArgumentException(m + " malicious and " + n + " benign scores");
    }
    malicious = Arrays.copyOf(malicious, m);
    benign = Arrays.copyOf(benign, n);
    Arrays.sort(malicious);
    Arrays.sort(benign);
    return new ScoredSet(malicious, benign);
  }

  double[] malicious() {
    return malicious;
  }

  double[] benign() {
    return benign;
  }
}
