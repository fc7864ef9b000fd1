package dev.longtail.training.classify;

import java.util.List;

/** Grows boosted trees on rows of this package. */
final class TreeTrainer {
  private TreeTrainer() {}

  /**
   * The trees trained on {@code rows}, in XGBoost's own JSON.
   *
   * @param rowWeights how much each row counts
   */
  static byte[] train(
      List<SparseRow> rows,
      boolean[] malicious,
      float[] rowWeights,
      int columns,
      BoostingSettings settings) {
    float[] labels = new float[malicious.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = malicious[i] ? 1 : 0;
    }
    return TreeGrower.installed().grow(packed(rows, columns), labels, rowWeights, settings);
  }

  static TreeGrower.SparseRows packed(List<SparseRow> rows, int columnCount) {
    long[] starts = new long[rows.size() + 1];
    for (int r = 0; r < rows.size(); r++) {
      starts[r + 1] = starts[r] + rows.get(r).size();
    }
    int[] columns = new int[Math.toIntExact(starts[rows.size()])];
    float[] values = new float[columns.length];
    int at = 0;
    for (SparseRow row : rows) {
      for (int i = 0; i < row.size(); i++) {
        columns[at] = row.column(i);
        values[at++] = row.value(i);
      }
    }
    return new TreeGrower.SparseRows(starts, columns, values, columnCount);
  }
}
