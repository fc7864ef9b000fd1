package dev.longtail.training.classify;

/**
 * Turns sums of scores into probabilities: 1 / (1 + exp(−(slope · sum + offset))).
 *
 * <p>Fitted by maximum likelihood with Newton's method and halved steps: H.-T. Lin, C.-J. Lin and
 * R. C. Weng, <i>A note on Platt's probabilistic outputs for support vector machines</i>, Machine
 * Learning 68 (2007). As there, the targets are drawn a little from 0 and 1, so that a set that is
 * split perfectly gives finite parameters.
 *
 * @param slope more than 0: calibration changes no order
 * @param offset the log-odds of a sum of 0
 */
public record PlattScaling(double slope, double offset) {
  private static final int MOST_STEPS = 100;
  private static final double SMALLEST_STEP = 1e-10;
  private static final double SMALLEST_GRADIENT = 1e-5;
  private static final double RIDGE = 1e-12;
  private static final double SUFFICIENT = 1e-4;

  /** A slope that keeps the order where the rows say nothing, or the contrary. */
  private static final double SMALLEST_SLOPE = 1e-3;

  public PlattScaling {
    if (!(slope > 0 && Double.isFinite(slope) && Double.isFinite(offset))) {
      throw new IllegalArgumentException("slope " + slope + ", offset " + offset);
    }
  }

  /** The calibration under which {@code malicious} is likeliest. */
  static PlattScaling fit(double[] sums, boolean[] malicious) {
    int attacks = 0;
    for (boolean attack : malicious) {
      attacks += attack ? 1 : 0;
    }
    int harmless = malicious.length - attacks;
    double high = (attacks + 1.0) / (attacks + 2.0);
    double low = 1 / (harmless + 2.0);
    double[] targets = new double[malicious.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = malicious[i] ? high : low;
    }
    double slope = 0;
    double offset = Math.log((attacks + 1.0) / (harmless + 1.0));
    double loss = loss(sums, targets, slope, offset);
    for (int step = 0; step < MOST_STEPS; step++) {
      double gradientSlope = 0;
      double gradientOffset = 0;
      double h11 = RIDGE;
      double h22 = RIDGE;
      double h12 = 0;
      for (int i = 0; i < sums.length; i++) {
        double p = sigmoid(slope * sums[i] + offset);
        double curvature = p * (1 - p);
        gradientSlope += sums[i] * (p - targets[i]);
        gradientOffset += p - targets[i];
        h11 += sums[i] * sums[i] * curvature;
        h12 += sums[i] * curvature;
        h22 += curvature;
      }
      if (Math.abs(gradientSlope) < SMALLEST_GRADIENT
          && Math.abs(gradientOffset) < SMALLEST_GRADIENT) {
        break;
      }
      double determinant = h11 * h22 - h12 * h12;
      double moveSlope = -(h22 * gradientSlope - h12 * gradientOffset) / determinant;
      double moveOffset = -(h11 * gradientOffset - h12 * gradientSlope) / determinant;
      double descent = gradientSlope * moveSlope + gradientOffset * moveOffset;
      double share = 1;
      while (share >= SMALLEST_STEP) {
        double nextSlope = slope + share * moveSlope;
        double nextOffset = offset + share * moveOffset;
        double next = loss(sums, targets, nextSlope, nextOffset);
        if (next < loss + SUFFICIENT * share * descent) {
          slope = nextSlope;
          offset = nextOffset;
          loss = next;
          break;
        }
        share /= 2;
      }
      if (share < SMALLEST_STEP) {
        break;
      }
    }
    return new PlattScaling(Math.max(SMALLEST_SLOPE, slope), offset);
  }

  /** −Σ t ln p + (1 − t) ln(1 − p), without overflow. */
  private static double loss(double[] sums, double[] targets, double slope, double offset) {
    double loss = 0;
    for (int i = 0; i < sums.length; i++) {
      double logOdds = slope * sums[i] + offset;
      loss +=
          Math.max(logOdds, 0) - targets[i] * logOdds + Math.log1p(Math.exp(-Math.abs(logOdds)));
    }
    return loss;
  }

  private static double sigmoid(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }

  /** The probability that a line with this sum of scores is malicious. */
  double probability(double sum) {
    return sigmoid(logOdds(sum));
  }

  /** The log-odds of this probability. */
  double logOdds(double sum) {
    return slope * sum + offset;
  }
}
