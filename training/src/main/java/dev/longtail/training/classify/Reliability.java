package dev.longtail.training.classify;

import java.util.ArrayList;
import java.util.List;

/**
 * A point of a reliability plot: lines that got about the same probability, and how many of them
 * are malicious. A calibrated model has its points on the diagonal.
 *
 * @param lines how many
 * @param predicted their mean probability
 * @param malicious the share of malicious ones among them
 */
public record Reliability(int lines, double predicted, double malicious) {
  private static final int BINS = 10;

  /** The points of scored lines, by tenths of the probability; a tenth without lines has none. */
  public static List<Reliability> of(double[] probabilities, boolean[] malicious) {
    int[] lines = new int[BINS];
    int[] attacks = new int[BINS];
    double[] sums = new double[BINS];
    for (int i = 0; i < probabilities.length; i++) {
      int bin = Math.min(BINS - 1, (int) (probabilities[i] * BINS));
      lines[bin]++;
      attacks[bin] += malicious[i] ? 1 : 0;
      sums[bin] += probabilities[i];
    }
    List<Reliability> points = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      if (lines[bin] > 0) {
        points.add(
            new Reliability(
                lines[bin], sums[bin] / lines[bin], (double) attacks[bin] / lines[bin]));
      }
    }
    return points;
  }
}
