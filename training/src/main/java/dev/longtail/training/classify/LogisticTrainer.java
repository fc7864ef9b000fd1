package dev.longtail.training.classify;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Fits an L2-regularised logistic regression by dual coordinate descent: H.-F. Yu, F.-L. Huang and
 * C.-J. Lin, <i>Dual coordinate descent methods for logistic regression and maximum entropy
 * models</i>, Machine Learning 85 (2011), section 3. It minimises ½‖w‖² + Σ C ln(1 + exp(−y w·x)),
 * where C is {@value #LOSS_WEIGHT} times the row's weight.
 *
 * <p>A row's dual variable α is kept as C·σ(t). The optimum of one variable then solves an equation
 * in t that is defined everywhere and grows everywhere. Newton's method therefore always converges;
 * where a step would leave the interval, the interval is halved instead.
 */
final class LogisticTrainer {
  /** C of a row of weight 1: its loss relative to the size of the weights. */
  private static final double LOSS_WEIGHT = 10;

  private static final int MAX_PASSES = 60;

  /** Training ends after a pass that changes no α by more than this share of C. */
  private static final double TOLERANCE = 1e-3;

  private static final double START = -4;
  private static final double PRECISION = 1e-9;
  private static final int MAX_STEPS = 60;

  private final List<SparseRow> rows;
  private final boolean[] malicious;
  private final double[] lossWeights;
  private final double[] squaredLengths;
  private final double[] logits;
  private final double[] weights;
  private double bias;

  private LogisticTrainer(
      List<SparseRow> rows, boolean[] malicious, float[] rowWeights, int columns) {
    this.rows = rows;
    this.malicious = malicious;
    this.lossWeights = new double[rowWeights.length];
    this.squaredLengths = new double[rowWeights.length];
    for (int i = 0; i < rowWeights.length; i++) {
      lossWeights[i] = LOSS_WEIGHT * rowWeights[i];
      squaredLengths[i] = 1 + rows.get(i).squaredLength(); // 1: the column of the bias
    }
    this.logits = new double[malicious.length];
    this.weights = new double[columns];
  }

  /**
   * A fitted model.
   *
   * @param model weights and bias
   * @param duals the dual variable of each row, negative for a benign one: the weights are the sum
   *     of all rows, each times its variable
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, not kept or compared
  record Fitted(LinearModel model, double[] duals) {}

  /**
   * The model of {@code rows}.
   *
   * @param rowWeights how much each row counts; more than 0, 1 on average
   * @param seed of the order in which rows are visited
   */
  static Fitted train(
      List<SparseRow> rows, boolean[] malicious, float[] rowWeights, int columns, long seed) {
    LogisticTrainer trainer = new LogisticTrainer(rows, malicious, rowWeights, columns);
    trainer.fit(new SplittableRandom(seed));
    return new Fitted(LinearModel.of(trainer.weights, trainer.bias), trainer.duals());
  }

  private double[] duals() {
    double[] duals = new double[logits.length];
    for (int i = 0; i < duals.length; i++) {
      duals[i] = sign(i) * lossWeights[i] * sigmoid(logits[i]);
    }
    return duals;
  }

  private void fit(SplittableRandom random) {
    int[] order = new int[logits.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
      logits[i] = START;
      add(i, lossWeights[i] * sigmoid(START));
    }
    double change = 1;
    for (int pass = 0; pass < MAX_PASSES && change > TOLERANCE; pass++) {
      shuffle(order, random);
      change = 0;
      for (int i : order) {
        change = Math.max(change, Math.abs(improve(i)) / lossWeights[i]);
      }
    }
  }

  /** Sets the dual variable of row {@code i} to its optimum; returns its change. */
  private double improve(int i) {
    double margin = margin(rows.get(i)) * sign(i);
    double lossWeight = lossWeights[i];
    double squaredLength = squaredLengths[i];
    double before = lossWeight * sigmoid(logits[i]);
    // σ lies between 0 and 1, so the optimum lies between low and high.
    double high = squaredLength * before - margin;
    double low = high - squaredLength * lossWeight;
    double t = Math.max(low, Math.min(high, logits[i]));
    for (int step = 0; step < MAX_STEPS && high - low > PRECISION; step++) {
      double share = sigmoid(t);
      double value = squaredLength * (lossWeight * share - before) + margin + t;
      if (value > 0) {
        high = t;
      } else {
        low = t;
      }
      double slope = squaredLength * lossWeight * share * (1 - share) + 1;
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
    double change = lossWeight * sigmoid(t) - before;
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
