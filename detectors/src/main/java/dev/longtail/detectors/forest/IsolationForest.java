package dev.longtail.detectors.forest;

import dev.longtail.detectors.model.AnomalyModel;
import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.udfs.features.FeatureRow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Isolation forest (Liu, Ting and Zhou, "Isolation Forest", ICDM 2008): a row is anomalous if few
 * random splits separate it from a subsample.
 *
 * <p>The score is {@code 2^(-E(h)/c(ψ))} (Equation 2 there). {@code E(h)} is the mean path length
 * over the trees and {@code ψ} is the subsample's size. The score is about 0.5 for a usual row and
 * close to 1 for an anomaly. {@code c(ψ)} normalises it: scores of forests of equal ψ are
 * comparable, whatever the forests were fitted on.
 *
 * <p>Rows may hold infinities, which are beyond every split. NaN is refused. All arithmetic is
 * exact or by {@link StrictMath}, in a fixed order: the same sample and seed give the same scores
 * on every machine.
 */
public abstract sealed class IsolationForest implements AnomalyModel
    permits AxisParallelForest, ExtendedIsolationForest {
  private static final double EULER_MASCHERONI = 0.5772156649015329;
  private static final int AXIS_PARALLEL = 0;
  private static final int EXTENDED = 1;

  private final int trees;
  private final int psi;
  private final double normaliser;

  IsolationForest(int trees, int psi) {
    this.trees = trees;
    this.psi = psi;
    this.normaliser = averagePathLength(psi);
  }

  /**
   * Fits the forest of the paper, with splits parallel to an axis. As in scikit-learn, a split
   * draws one of the attributes that vary in its node, each with equal chance. With sparse counts
   * most attributes are constant, and splits on constant attributes would isolate nothing.
   *
   * @param rows the sample, finite; a tree grows on {@code subsample} of its rows, drawn without
   *     replacement, or on all rows if there are fewer
   * @param trees number of trees
   * @param subsample ψ
   * @param seed of all random choices
   * @throws IllegalArgumentException if there are no rows, if a value is not finite, or if the
   *     settings are out of range
   */
  public static IsolationForest fit(FeatureTable rows, int trees, int subsample, long seed) {
    return AxisParallelForest.grow(rows, trees, subsample, seed);
  }

  /**
   * The anomaly score of a row of features, above 0 and at most 1.
   *
   * @throws IllegalArgumentException if a value is NaN
   */
  @Override
  public final double score(float[] row) {
    for (int column = 0; column < row.length; column++) {
      refuseNaN(row[column], column);
    }
    return scoreOf(totalPathLength(row));
  }

  /**
   * How much shorter the row's paths are than expected, {@code 1 - E(h)/c(ψ)}: 0 for a usual row,
   * at most 1. It equals {@code 1 + log2(score)}, so the ranking is that of the score. It is
   * faster, because it needs no power and does not look at columns that are 0.
   *
   * @throws IllegalArgumentException if a value is NaN
   */
  public final double isolation(FeatureRow row) {
    float[] values = row.values();
    for (int i = 0; i < row.count(); i++) {
      refuseNaN(values[row.column(i)], row.column(i));
    }
    // A sample of one row isolates nothing: every row is as usual as any other.
    return normaliser == 0 ? 0 : 1 - totalPathLength(values) / trees / normaliser;
  }

  /**
   * Explains the row's {@link #isolation} by its features: the contributions of all columns sum up
   * to it.
   *
   * <p>A node that {@code n} rows of the subsample reached at depth {@code d} has the expected path
   * length {@code d + c(n)}: this is {@code c(ψ)} at the root, and the path length at a leaf. A
   * split changes it by {@code 1 + c(child) - c(node)}. The contribution of a feature is the sum of
   * these changes over its splits, negated, divided by {@code c(ψ)} and averaged over the trees. A
   * feature is therefore positive if it isolates early.
   *
   * <p>This is Saabas' decomposition of decision paths ("Interpreting random forests", 2014; the
   * treeinterpreter package), with the expected path length as the node's value. Unlike DIFFI
   * (Carletti, Terzi and Susto 2023) it is additive.
   *
   * @throws IllegalArgumentException if a value is NaN
   */
  @Override
  public final void contributions(float[] row, double[] out) {
    for (int column = 0; column < row.length; column++) {
      refuseNaN(row[column], column);
      out[column] = 0;
    }
    if (normaliser > 0) {
      attributePaths(row, out, 1 / (trees * normaliser));
    }
  }

  /** The sum over all trees of the row's path lengths. */
  abstract double totalPathLength(float[] row);

  /**
   * For each split on the row's paths, adds to {@code out} the amount by which the split shortens
   * the expected path length, times {@code weight}.
   */
  abstract void attributePaths(float[] row, double[] out, double weight);

  /** Writes the trees. */
  abstract void writeTrees(DataOutput out) throws IOException;

  private static void refuseNaN(float value, int column) {
    if (Float.isNaN(value)) {
      throw new IllegalArgumentException("NaN in column " + column);
    }
  }

  private double scoreOf(double totalPathLength) {
    // A sample of one row isolates nothing: every row is as usual as any other.
    return normaliser == 0 ? 0.5 : StrictMath.pow(2, -totalPathLength / trees / normaliser);
  }

  /** Number of trees. */
  final int trees() {
    return trees;
  }

  /** Rows a tree grew on. */
  final int psi() {
    return psi;
  }

  /**
   * {@code c(n)}, the normaliser of path lengths: the average path length of an unsuccessful search
   * in a binary search tree of n rows (Equation 1 in Liu et al. 2008).
   */
  static double averagePathLength(int n) {
    if (n <= 1) {
      return 0;
    }
    if (n == 2) {
      return 1;
    }
    return 2 * (StrictMath.log(n - 1.0) + EULER_MASCHERONI) - 2.0 * (n - 1) / n;
  }

  /** The height at which trees stop: {@code ceil(log2 ψ)}, about the average path length. */
  static int heightLimit(int psi) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(psi - 1);
  }

  static void requireSettings(FeatureTable rows, int trees, int subsample) {
    if (rows.rows() == 0 || trees < 1 || subsample < 2) {
      throw new IllegalArgumentException(
          rows.rows() + " rows, " + trees + " trees, subsamples of " + subsample);
    }
  }

  /** Writes the forest as state. */
  public final void write(DataOutput out) throws IOException {
    out.writeByte(this instanceof AxisParallelForest ? AXIS_PARALLEL : EXTENDED);
    out.writeInt(trees);
    out.writeInt(psi);
    writeTrees(out);
  }

  /** Reads what {@link #write} wrote. */
  public static IsolationForest read(DataInput in) throws IOException {
    int kind = in.readByte();
    int trees = in.readInt();
    int psi = in.readInt();
    return switch (kind) {
      case AXIS_PARALLEL -> AxisParallelForest.read(in, trees, psi);
      case EXTENDED -> ExtendedIsolationForest.read(in, trees, psi);
      default -> throw new IOException("state of an isolation forest of kind " + kind);
    };
  }
}
