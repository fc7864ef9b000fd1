package dev.longtail.training.classify;

import java.util.Arrays;
import java.util.List;

/**
 * Grows boosted trees on rows of this package.
 *
 * @param rows the training rows
 * @param malicious their labels
 * @param weights how much each row counts
 * @param columns columns in all
 */
@SuppressWarnings("ArrayRecordComponent") // nobody changes or compares them
record TreeTrainer(List<SparseRow> rows, boolean[] malicious, float[] weights, int columns) {

  /** The trees, in XGBoost's own JSON. */
  byte[] train(BoostingSettings settings) {
    return TreeGrower.installed().grow(packed(rows, columns), labels(), weights, settings);
  }

  /** How many trees of the earlier days rank the later ones best. */
  int bestCount(LaterRows days, BoostingSettings settings) {
    return TreeGrower.installed().bestCount(only(days.earlier()), only(days.later()), settings);
  }

  private TreeGrower.Labelled only(int[] part) {
    float[] labels = labels();
    float[] partLabels = new float[part.length];
    float[] partWeights = new float[part.length];
    for (int i = 0; i < part.length; i++) {
      partLabels[i] = labels[part[i]];
      partWeights[i] = weights[part[i]];
    }
    List<SparseRow> partRows = Arrays.stream(part).mapToObj(rows::get).toList();
    return new TreeGrower.Labelled(packed(partRows, columns), partLabels, partWeights);
  }

  private float[] labels() {
    float[] labels = new float[malicious.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = malicious[i] ? 1 : 0;
    }
    return labels;
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
