package dev.longtail.detectors.forest;

import dev.longtail.detectors.model.FeatureTable;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The rows of a table on which one tree grows, read column by column. */
abstract sealed class Subsample {
  /** No column. */
  static final int NONE = -1;

  private final int columns;

  /** All rows of the table; the first of them are the subsample. */
  private final int[] tableRows;

  private final int size;

  private Subsample(FeatureTable table, int size) {
    this.columns = table.columns();
    this.size = size;
    this.tableRows = new int[table.rows()];
    Arrays.setAll(tableRows, i -> i);
  }

  /**
   * A subsample of {@code size} rows, not drawn yet.
   *
   * @throws IllegalArgumentException if a value of the table is not finite
   */
  static Subsample of(FeatureTable table, int size) {
    return table instanceof FeatureTable.Sparse sparse
        ? new Sparse(sparse, size)
        : new Dense((FeatureTable.Dense) table, size);
  }

  /** Draws new rows, without replacement. */
  final void draw(SplittableRandom random) {
    for (int i = 0; i < size; i++) {
      int other = i + random.nextInt(tableRows.length - i);
      int drawn = tableRows[other];
      tableRows[other] = tableRows[i];
      tableRows[i] = drawn;
    }
    drawn();
  }

  void drawn() {}

  final int columns() {
    return columns;
  }

  final int size() {
    return size;
  }

  /** The row of the table that is row {@code i} of the subsample. */
  final int tableRow(int i) {
    return tableRows[i];
  }

  /**
   * A column's values by row of the subsample; overwritten by the next call.
   *
   * @param members the values are valid only for the rows {@code members[from]} up to before {@code
   *     members[to]}
   */
  abstract float[] column(int column, int[] members, int from, int to);

  /**
   * Marks the columns that vary among the members.
   *
   * @param marks gets a bit for each column, 64 to a word
   * @return the number of such columns
   */
  abstract int markVarying(int[] members, int from, int to, long[] marks);

  static void mark(long[] marks, int column) {
    marks[column >> 6] |= 1L << column;
  }

  static void unmark(long[] marks, int column) {
    marks[column >> 6] &= ~(1L << column);
  }

  /** The column of the {@code n}-th mark, from 0. */
  static int marked(long[] marks, int n) {
    int left = n;
    int word = 0;
    for (int here; left >= (here = Long.bitCount(marks[word])); word++) {
      left -= here;
    }
    long bits = marks[word];
    for (; left > 0; left--) {
      bits &= bits - 1;
    }
    return (word << 6) + Long.numberOfTrailingZeros(bits);
  }

  private static void requireFinite(float value, int row, int column) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(value + " in row " + row + ", column " + column);
    }
  }

  private static final class Dense extends Subsample {
    private final float[][] rows;
    private final float[] values;

    Dense(FeatureTable.Dense table, int size) {
      super(table, size);
      this.rows = table.values();
      this.values = new float[size];
      for (int row = 0; row < rows.length; row++) {
        for (int column = 0; column < rows[row].length; column++) {
          requireFinite(rows[row][column], row, column);
        }
      }
    }

    @Override
    float[] column(int column, int[] members, int from, int to) {
      for (int i = from; i < to; i++) {
        values[members[i]] = rows[tableRow(members[i])][column];
      }
      return values;
    }

    @Override
    int markVarying(int[] members, int from, int to, long[] marks) {
      Arrays.fill(marks, 0);
      int count = 0;
      float[] first = rows[tableRow(members[from])];
      for (int column = 0; column < columns(); column++) {
        for (int i = from + 1; i < to; i++) {
          if (rows[tableRow(members[i])][column] != first[column]) {
            mark(marks, column);
            count++;
            break;
          }
        }
      }
      return count;
    }
  }

  /**
   * Also keeps the subsample by column. Reading a column then takes time in proportion to its
   * values that are not 0.
   */
  private static final class Sparse extends Subsample {
    private final FeatureTable.Sparse table;
    private final float[] values;

    /** Index of each column's first entry; one more index marks the end. */
    private final int[] starts;

    private int[] rowOf = new int[0];
    private float[] valueOf = new float[0];

    /** The column whose values are in {@link #values}. */
    private int current = NONE;

    /**
     * For each column, the number of members in which it is not 0, and its value in the first of
     * them.
     */
    private final int[] counts;

    private final float[] firsts;

    Sparse(FeatureTable.Sparse table, int size) {
      super(table, size);
      this.table = table;
      this.values = new float[size];
      this.starts = new int[table.columns() + 1];
      this.counts = new int[table.columns()];
      this.firsts = new float[table.columns()];
      for (int row = 0; row < table.rows(); row++) {
        for (int entry = table.start(row); entry < table.start(row + 1); entry++) {
          requireFinite(table.valueAt(entry), row, table.columnAt(entry));
        }
      }
    }

    @Override
    void drawn() {
      clearValues();
      Arrays.fill(starts, 0);
      for (int i = 0; i < size(); i++) {
        int row = tableRow(i);
        for (int entry = table.start(row); entry < table.start(row + 1); entry++) {
          starts[table.columnAt(entry)]++;
        }
      }
      int entries = 0;
      for (int column = 0; column < starts.length; column++) {
        entries += starts[column];
        starts[column] = entries;
      }
      if (entries > rowOf.length) {
        rowOf = new int[entries];
        valueOf = new float[entries];
      }
      // Each column fills from its end to its start: at last its counter is its start.
      for (int i = size() - 1; i >= 0; i--) {
        int row = tableRow(i);
        for (int entry = table.start(row); entry < table.start(row + 1); entry++) {
          int to = --starts[table.columnAt(entry)];
          rowOf[to] = i;
          valueOf[to] = table.valueAt(entry);
        }
      }
    }

    @Override
    float[] column(int column, int[] members, int from, int to) {
      clearValues();
      current = column;
      for (int entry = starts[column]; entry < starts[column + 1]; entry++) {
        values[rowOf[entry]] = valueOf[entry];
      }
      return values;
    }

    private void clearValues() {
      if (current != NONE) {
        for (int entry = starts[current]; entry < starts[current + 1]; entry++) {
          values[rowOf[entry]] = 0;
        }
        current = NONE;
      }
    }

    @Override
    int markVarying(int[] members, int from, int to, long[] marks) {
      Arrays.fill(marks, 0);
      int count = 0;
      for (int i = from; i < to; i++) {
        int row = tableRow(members[i]);
        for (int entry = table.start(row); entry < table.start(row + 1); entry++) {
          int column = table.columnAt(entry);
          float value = table.valueAt(entry);
          if (counts[column]++ == 0) {
            firsts[column] = value;
          } else if (value != firsts[column]) {
            mark(marks, column);
          }
        }
      }
      // A column that is 0 in some members and not in others varies too.
      for (int i = from; i < to; i++) {
        int row = tableRow(members[i]);
        for (int entry = table.start(row); entry < table.start(row + 1); entry++) {
          int column = table.columnAt(entry);
          if (counts[column] != 0 && counts[column] != to - from) {
            mark(marks, column);
          }
          counts[column] = 0;
        }
      }
      for (long word : marks) {
        count += Long.bitCount(word);
      }
      return count;
    }
  }
}
