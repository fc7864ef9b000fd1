package dev.longtail.training.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The lines of a test set from the highest score to the lowest, and every {@link Measure} of them
 * under any weights. It is sorted once, so that a bootstrap replicate costs one pass over the
 * lines. Lines of equal score share a place; no order among them is invented.
 */
public final class Ranking {
  /** A place on the ROC curve reaches a recall in spite of rounding. */
  private static final double ROUNDING = 1e-9;

  private final int[] order;
  private final boolean[] isMalicious;

  /** Whether the line at this place is the last one of its score. */
  private final boolean[] endsTie;

  private final long benign;

  private Ranking(int[] order, boolean[] isMalicious, boolean[] endsTie) {
    this.order = order;
    this.isMalicious = isMalicious;
    this.endsTie = endsTie;
    benign = countBenign(isMalicious);
  }

  private static long countBenign(boolean[] isMalicious) {
    return IntStream.range(0, isMalicious.length).filter(i -> !isMalicious[i]).count();
  }

  /**
   * The ranking by {@code scores[i]} of a line that is malicious if {@code isMalicious[i]}.
   *
   * @throws IllegalArgumentException as {@link ScoredSet#of}
   */
  public static Ranking of(double[] scores, boolean[] isMalicious) {
    ScoredSet.of(scores, isMalicious);
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -(scores[i] + 0.0)))
            .mapToInt(Integer::intValue)
            .toArray();
    boolean[] endsTie = new boolean[order.length];
    for (int place = 0; place < order.length; place++) {
      endsTie[place] =
          place + 1 == order.length || scores[order[place]] != scores[order[place + 1]];
    }
    return new Ranking(order, isMalicious.clone(), endsTie);
  }

  /** Every measure by {@link Measure#ordinal()}; NaN where the set is too small to know it. */
  public double[] measures() {
    int[] once = new int[order.length];
    Arrays.fill(once, 1);
    return measures(once);
  }

  /**
   * Every measure if line {@code i}, in the caller's order, occurs {@code weights[i]} times. What
   * is unknown of the set as it is stays NaN.
   *
   * @throws IllegalArgumentException if no line of a class has a weight
   */
  public double[] measures(int[] weights) {
    long allMalicious = 0;
    long allBenign = 0;
    for (int i = 0; i < weights.length; i++) {
      if (isMalicious[i]) {
        allMalicious += weights[i];
      } else {
        allBenign += weights[i];
      }
    }
    if (allMalicious == 0 || allBenign == 0) {
      throw new IllegalArgumentException(
          allMalicious + " malicious and " + allBenign + " benign lines");
    }
    Measure[] all = Measure.values();
    double[] values = new double[all.length];
    boolean[] read = new boolean[all.length];
    double area = 0;
    double precision = 0;
    long truePositives = 0;
    long falsePositives = 0;
    long newTrue = 0;
    long newFalse = 0;
    for (int place = 0; place < order.length; place++) {
      int line = order[place];
      if (isMalicious[line]) {
        newTrue += weights[line];
      } else {
        newFalse += weights[line];
      }
      if (!endsTie[place] || newTrue + newFalse == 0) {
        continue;
      }
      area += newFalse * (truePositives + newTrue / 2.0);
      truePositives += newTrue;
      falsePositives += newFalse;
      precision += newTrue * (double) truePositives / (truePositives + falsePositives);
      newTrue = 0;
      newFalse = 0;
      double recall = truePositives / (double) allMalicious;
      double falsePositiveRate = falsePositives / (double) allBenign;
      for (Measure measure : all) {
        int m = measure.ordinal();
        switch (measure.kind()) {
          case AREA -> {}
          case FPR_AT_RECALL -> {
            if (!read[m] && recall >= measure.at() - ROUNDING) {
              values[m] = falsePositiveRate;
              read[m] = true;
            }
          }
          case RECALL_AT_FPR -> {
            if (falsePositiveRate <= measure.at() + ROUNDING) {
              values[m] = recall;
            }
          }
        }
      }
    }
    values[Measure.AUC.ordinal()] = area / allMalicious / allBenign;
    values[Measure.AVERAGE_PRECISION.ordinal()] = Math.min(1, precision / allMalicious);
    for (Measure measure : all) {
      if (!measure.isKnownFrom(benign)) {
        values[measure.ordinal()] = Double.NaN;
      }
    }
    return values;
  }
}
