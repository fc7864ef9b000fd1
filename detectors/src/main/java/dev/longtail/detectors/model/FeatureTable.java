package dev.longtail.detectors.model;

import dev.longtail.udfs.features.FeatureRow;
import java.util.Arrays;

/**
 * Rows of features to fit on. Values are single precision, as in scikit-learn's trees: a smaller
 * difference should not matter to a detector.
 */
public sealed interface FeatureTable {
  /** Number of rows. */
  int rows();

  /** Number of columns. */
  int columns();

  /** One value. */
  float value(int row, int column);

  /** Copies a row to the first {@link #columns()} places of {@code out}. */
  void copyRow(int row, float[] out);

  /** A table that keeps every value. */
  static FeatureTable of(float[][] rows) {
    return new Dense(rows);
  }

  /**
   * Every value.
   *
   * @param values rows of equal length, at least one; not copied
   */
  record Dense(float[][] values) implements FeatureTable {
    @Override
    public int rows() {
      return values.length;
    }

    @Override
    public int columns() {
      return values[0].length;
    }

    @Override
    public float value(int row, int column) {
      return values[row][column];
    }

    @Override
    public void copyRow(int row, float[] out) {
      System.arraycopy(values[row], 0, out, 0, values[row].length);
    }
  }

  /** A table that keeps only the values other than 0: compressed sparse rows, columns ascending. */
  final class Sparse implements FeatureTable {
    private final int columns;
    private int rows;
    private int[] starts = new int[64];
    private int[] columnOf = new int[1024];
    private float[] valueOf = new float[1024];

    /** A table without rows. */
    public Sparse(int columns) {
      this.columns = columns;
    }

    /** Appends a copy of a row. */
    public void add(FeatureRow row) {
      int from = starts[rows];
      int to = from + row.count();
      if (to > columnOf.length) {
        int larger = Math.max(to, 2 * columnOf.length);
        columnOf = Arrays.copyOf(columnOf, larger);
        valueOf = Arrays.copyOf(valueOf, larger);
      }
      if (rows + 2 > starts.length) {
        starts = Arrays.copyOf(starts, 2 * starts.length);
      }
      for (int i = 0; i < row.count(); i++) {
        columnOf[from + i] = row.column(i);
      }
      Arrays.sort(columnOf, from, to);
      for (int i = from; i < to; i++) {
        valueOf[i] = row.values()[columnOf[i]];
      }
      starts[++rows] = to;
    }

    @Override
    public int rows() {
      return rows;
    }

    @Override
    public int columns() {
      return columns;
    }

    @Override
    public float value(int row, int column) {
      int at = Arrays.binarySearch(columnOf, starts[row], starts[row + 1], column);
      return at < 0 ? 0 : valueOf[at];
    }

    @Override
    public void copyRow(int row, float[] out) {
      Arrays.fill(out, 0, columns, 0);
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        out[columnOf[i]] = valueOf[i];
      }
    }

    /** Index of a row's first entry. The row ends where the next row starts. */
    public int start(int row) {
      return starts[row];
    }

    /** Column of an entry. */
    public int columnAt(int entry) {
      return columnOf[entry];
    }

    /** Value of an entry, not 0. */
    public float valueAt(int entry) {
      return valueOf[entry];
    }
  }
}
