package dev.longtail.training.classify;

import java.util.Arrays;

/**
 * The non-zero features of one line, by ascending column. The row owns its arrays; nobody writes to
 * them.
 */
final class SparseRow {
  private final int[] columns;
  private final float[] values;

  SparseRow(int[] columns, float[] values) {
    if (columns.length != values.length) {
      throw new IllegalArgumentException(columns.length + " columns, " + values.length + " values");
    }
    this.columns = columns;
    this.values = values;
  }

  int size() {
    return columns.length;
  }

  int column(int i) {
    return columns[i];
  }

  float value(int i) {
    return values[i];
  }

  /** Whether the row has a value in {@code column}. */
  boolean has(int column) {
    return Arrays.binarySearch(columns, column) >= 0;
  }

  /** The sum of the squares of the values. */
  double squaredLength() {
    double sum = 0;
    for (float value : values) {
      sum += value * value;
    }
    return sum;
  }
}
