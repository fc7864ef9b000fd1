package dev.longtail.training.classify;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The non-zero features of one line, by ascending column. The row owns its arrays; nobody writes to
 * them.
 */
public final class SparseRow {
  private final int[] columns;
  private final float[] values;

  SparseRow(int[] columns, float[] values) {
    if (columns.length != values.length) {
      throw new IllegalArgumentException(columns.length + " columns, " + values.length + " values");
    }
    this.columns = columns;
    this.values = values;
  }

  /** The row with the columns from {@code from} on, before {@code to}, set to 0. */
  SparseRow without(int from, int to) {
    int[] kept =
        IntStream.range(0, columns.length)
            .filter(i -> columns[i] < from || columns[i] >= to)
            .toArray();
    int[] keptColumns = new int[kept.length];
    float[] keptValues = new float[kept.length];
    for (int i = 0; i < kept.length; i++) {
      keptColumns[i] = columns[kept[i]];
      keptValues[i] = values[kept[i]];
    }
    return new SparseRow(keptColumns, keptValues);
  }

  /** Number of non-zero features. */
  public int size() {
    return columns.length;
  }

  /** The column of the i-th of them. */
  public int column(int i) {
    return columns[i];
  }

  /** Its value. */
  public float value(int i) {
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
