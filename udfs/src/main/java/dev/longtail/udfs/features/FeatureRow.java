package dev.longtail.udfs.features;

/**
 * A row of features, most of which are 0. Values are stored densely, together with a list of the
 * columns that are set. So clearing the row takes only as long as filling it. One row is reused for
 * all lines.
 *
 * <p>Not thread-safe.
 */
public final class FeatureRow {
  private final float[] values;
  private final int[] columns;
  private int count;

  /** An empty row of {@code columns} columns. */
  public FeatureRow(int columns) {
    this.values = new float[columns];
    this.columns = new int[columns + 1];
  }

  /** Makes every column 0. */
  public void clear() {
    for (int i = 0; i < count; i++) {
      values[columns[i]] = 0;
    }
    count = 0;
  }

  /** Sets a column that is 0 so far. A value of 0 changes nothing. */
  public void set(int column, float value) {
    // No branch: the processor cannot predict whether a character occurs.
    values[column] = value;
    columns[count] = column;
    count += value != 0 ? 1 : 0;
  }

  /** All columns; owned by the row and valid until it is cleared. */
  public float[] values() {
    return values;
  }

  /** Number of columns that are not 0. */
  public int count() {
    return count;
  }

  /** The {@code i}-th column that is not 0, in the order of {@link #set}. */
  public int column(int i) {
    return columns[i];
  }
}
