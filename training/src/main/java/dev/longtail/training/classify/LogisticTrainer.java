package dev.longtail.training.classify;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Fits an L2-regularised logistic regression by dual coordinate descent: H.-F. Yu, F.-L. Huang and
 * C.-J. Lin, <i>Dual coordinate descent methods for logistic regression and maximum entropy
 * models</i>, Machine Learning 85 (2011), section 3. It minimises ½‖w‖² + C Σ ln(1 + exp(−y w·x)).
 *
 * <p>A row's dual variable α is kept as C·σ(t). The optimum of one variable then solves an equation
 * in t that is defined everywhere and grows everywhere. Newton's method therefore always converges;
 * where a step would leave the interval, the interval is halved instead.
 */
final class LogisticTrainer {
  /** C: the weight of one row's loss relative to the size of the weights. */
  private static final double LOSS_WEIGHT = 10;

  private static final int MAX_PASSES = 60;

  /** Training ends after a pass that changes no α by more than this share of C. */
  private static final double TOLERANCE = 1e-3;

  private static final double START = -4;
  private static final double PRECISION = 1e-9;
  private static final int MAX_STEPS = 60;

  private final List<SparseRow> rows;
  private final boolean[] malicious;
  private final double[] logits;
  private final double[] weights;
  private double bias;

  private LogisticTrainer(List<SparseRow> rows, boolean[] malicious, int columns) {
    this.rows = rows;
    this.malicious = malicious;
    this.logits = new double[malicious.length];
    this.weights = new double[columns];
  }

  /**
   * The model of {@code rows}, each of length 1.
   *
   * @param seed of the order in which rows are visited
   */
  static LinearModel train(List<SparseRow> rows, boolean[] malicious, int columns, long seed) {
    LogisticTrainer trainer = new LogisticTrainer(rows, malicious, columns);
    trainer.fit(new SplittableRandom(seed));
    return LinearModel.of(trainer.weights, trainer.bias);
  }

  private void fit(SplittableRandom random) {
    int[] order = new int[logits.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
      logits[i] = START;
      add(i, LOSS_WEIGHT * sigmoid(START));
    }
    double change = LOSS_WEIGHT;
    for (int pass = 0; pass < MAX_PASSES && change > TOLERANCE * LOSS_WEIGHT; pass++) {
      shuffle(order, random);
      change = 0;
      for (int i : order) {
        change = Math.max(change, Math.abs(improve(i)));
      }
    }
  }

  /** Sets the dual variable of row {@code i} to its optimum; returns its change. */
  private double improve(int i) {
    double margin = margin(rows.get(i)) * sign(i);
    double before = LOSS_WEIGHT * sigmoid(logits[i]);
    double squaredLength = 2; // the row's 1 and the bias column's 1
    // σ lies between 0 and 1, so the optimum lies between low and high.
    double high = squaredLength * before - margin;
    double low = high - squaredLength * LOSS_WEIGHT;
    double t = Math.max(low, Math.min(high, logits[i]));
    for (int step = 0; step < MAX_STEPS && high - low > PRECISION; step++) {
      double share = sigmoid(t);
      double value = squaredLength * (LOSS_WEIGHT * share - before) + margin + t;
      if (value > 0) {
        high = t;
      } else {
        low = t;
      }
      double slope = squaredLength * LOSS_WEIGHT * share * (1 - share) + 1;
      double next = t - value / slope;
      if (next <= low || next >= high) {
        next = (low + high) / 2;
      }
      double moved = Math.abs(next - t);
      t = next;
      if (moved < PRECISION) {
        break;
      }
    }
    logits[i] = t;
    double change = LOSS_WEIGHT * sigmoid(t) - before;
    add(i, change);
    return change;
  }

  private void add(int i, double change) {
    SparseRow row = rows.get(i);
    double signed = change * sign(i);
    for (int k = 0; k < row.size(); k++) {
      weights[row.column(k)] += signed * row.value(k);
    }
    bias += signed;
  }

  private double margin(SparseRow row) {
    double sum = bias;
    for (int k = 0; k < row.size(); k++) {
      sum += weights[row.column(k)] * row.value(k);
    }
    return sum;
  }

  private int sign(int i) {
    return malicious[i] ? 1 : -1;
  }

  private static double sigmoid(double t) {
    return 1 / (1 + Math.exp(-t));
  }

  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }
}
