package dev.longtail.training.classify;

import java.util.ServiceLoader;

/**
 * Grows boosted trees. Scoring needs none, so a job that only scores carries no native library:
 * whoever trains has an implementation on the class path.
 */
public interface TreeGrower {
  /**
   * The trees for {@code rows}, in XGBoost's own JSON, with the objective {@code binary:logistic}.
   * Equal arguments give equal bytes.
   *
   * @param labels 1 for a malicious row, 0 for a benign one
   * @param weights how much each row counts
   */
  byte[] grow(SparseRows rows, float[] labels, float[] weights, BoostingSettings settings);

  /**
   * How many trees, grown on some rows, rank later rows best: those after which the mean
   * logarithmic loss of {@code later} is lowest. Growing stops when {@value #PATIENCE} further
   * trees have not lowered it.
   *
   * @param settings as of {@link #grow}; the result is not above its number of trees
   */
  int bestCount(Labelled earlier, Labelled later, BoostingSettings settings);

  /** Trees that may bring nothing before growing stops. */
  int PATIENCE = 20;

  /**
   * Rows with their labels.
   *
   * @param rows the rows
   * @param labels 1 for a malicious row, 0 for a benign one
   * @param weights how much each row counts
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, not kept or compared
  record Labelled(SparseRows rows, float[] labels, float[] weights) {}

  /**
   * Compressed sparse rows: row {@code r} has the columns and values from {@code starts[r]} up to,
   * but not including, {@code starts[r + 1]}. What is not there is absent.
   *
   * @param starts one more than there are rows
   * @param columns from 0 on
   * @param values beside {@code columns}
   * @param columnCount columns in all
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, not kept or compared
  record SparseRows(long[] starts, int[] columns, float[] values, int columnCount) {}

  /**
   * The one on the class path.
   *
   * @throws IllegalStateException if there is none: nothing can be trained here
   */
  static TreeGrower installed() {
    return ServiceLoader.load(TreeGrower.class, TreeGrower.class.getClassLoader())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no trees can be grown in a job that scores"));
  }
}
