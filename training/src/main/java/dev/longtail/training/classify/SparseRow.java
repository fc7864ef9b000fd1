package dev.longtail.training.classify;

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

  /** The sum of the squares of the values. */
  double squaredLength() {
    double sum = 0;
    for (float value : values) {
      sum += value * value;
    }
    return sum;
  }
}
