package dev.longtail.detectors.model;

import java.util.Arrays;

/**
 * Makes the scores of texts of different lengths comparable: the distance of a score from the usual
 * score of its length, in units of the usual deviation at that length.
 *
 * <p>An embedding is the mean of a text's n token vectors. The variance of such a mean falls as
 * 1/n, so short texts lie far from every centre whatever they say, and a distance alone finds them.
 * Here median and MAD are functions of the length: both are taken in bins of equally many texts of
 * neighbouring length, and interpolated over log(1 + n) between the bins' median lengths. Beyond
 * the outermost bins they stay as they are there.
 */
public final class LengthScale {
  /** Texts of a bin, at least: enough for a MAD. */
  private static final int FEWEST = 64;

  private static final int MOST_BINS = 20;

  /** A bin's deviation is at least this share of that of all scores. */
  private static final double LEAST = 0.05;

  private final double[] at;
  private final double[] centre;
  private final double[] scale;

  private LengthScale(double[] at, double[] centre, double[] scale) {
    this.at = at;
    this.centre = centre;
    this.scale = scale;
  }

  /**
   * Takes location and spread from a sample.
   *
   * @param lengths of the texts, 0 or more
   * @param scores as many, finite; at least one
   */
  public static LengthScale of(int[] lengths, double[] scores) {
    int texts = scores.length;
    Integer[] order = new Integer[texts];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        (a, b) ->
            lengths[a] != lengths[b]
                ? Integer.compare(lengths[a], lengths[b])
                : Double.compare(scores[a], scores[b]));
    int bins = Math.max(1, Math.min(MOST_BINS, texts / FEWEST));
    double[] at = new double[bins];
    double[] centre = new double[bins];
    double[] scale = new double[bins];
    double least = LEAST * Standardization.of(scores).scale();
    int made = 0;
    int from = 0;
    for (int bin = 0; bin < bins && from < texts; bin++) {
      int to = Math.max(from + 1, (int) ((long) texts * (bin + 1) / bins));
      // Texts of one length stay together.
      while (to < texts && lengths[order[to]] == lengths[order[to - 1]]) {
        to++;
      }
      double[] part = new double[to - from];
      for (int i = from; i < to; i++) {
        part[i - from] = scores[order[i]];
      }
      Standardization own = Standardization.of(part);
      at[made] = Math.log1p(lengths[order[from + (to - from) / 2]]);
      centre[made] = own.centre();
      scale[made] = Math.max(own.scale(), least);
      made++;
      from = to;
    }
    return new LengthScale(
        Arrays.copyOf(at, made), Arrays.copyOf(centre, made), Arrays.copyOf(scale, made));
  }

  /** The score of a text of this length on the common scale. */
  public double apply(int length, double score) {
    double x = Math.log1p(length);
    if (x <= at[0]) {
      return (score - centre[0]) / scale[0];
    }
    int last = at.length - 1;
    if (x >= at[last]) {
      return (score - centre[last]) / scale[last];
    }
    int i = 1;
    while (at[i] < x) {
      i++;
    }
    double share = (x - at[i - 1]) / (at[i] - at[i - 1]);
    double middle = centre[i - 1] + share * (centre[i] - centre[i - 1]);
    double spread = scale[i - 1] + share * (scale[i] - scale[i - 1]);
    return (score - middle) / spread;
  }
}
