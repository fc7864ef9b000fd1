package dev.longtail.job.cli;

/**
 * The mean of the precisions at every threshold, weighted by the recall each adds: {@code Σ (R_n -
 * R_{n-1}) P_n}, without interpolation, as scikit-learn's {@code average_precision_score}. Rows of
 * equal score share one threshold.
 */
final class AveragePrecision {
  private AveragePrecision() {}

  /**
   * Of a ranking.
   *
   * @param scores of the rows
   * @param isOutlier of the rows, at least one true
   * @param order the rows' numbers by descending score
   */
  static double of(double[] scores, boolean[] isOutlier, int[] order) {
    int outliers = 0;
    for (boolean outlier : isOutlier) {
      outliers += outlier ? 1 : 0;
    }
    double sum = 0;
    int found = 0;
    int before = 0;
    for (int i = 0; i < order.length; i++) {
      found += isOutlier[order[i]] ? 1 : 0;
      if (i + 1 == order.length || scores[order[i + 1]] != scores[order[i]]) {
        sum += (double) (found - before) / outliers * found / (i + 1);
        before = found;
      }
    }
    return Math.min(1, sum); // it is a sum of rounded terms
  }
}
