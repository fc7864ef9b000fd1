package dev.longtail.training.classify;

import java.util.Arrays;

/**
 * Counts of hashed things in one line. A count c becomes the value 1 + ln c, and the values are
 * scaled to length 1. Reading the counts sets them back to 0.
 */
final class HashedCounts {
  private static final int TABLED = 256;
  private static final double[] VALUES = values();

  private final int[] counts;
  private int[] columns = new int[1024];
  private int size;

  /**
   * Counts in so many columns.
   *
   * @param columns a power of two
   */
  HashedCounts(int columns) {
    if (Integer.bitCount(columns) != 1) {
      throw new IllegalArgumentException(columns + " columns");
    }
    counts = new int[columns];
  }

  private static double[] values() {
    double[] values = new double[TABLED];
    for (int i = 1; i < TABLED; i++) {
      values[i] = 1 + Math.log(i);
    }
    return values;
  }

  private static double value(int count) {
    return count < TABLED ? VALUES[count] : 1 + Math.log(count);
  }

  /** Counts what has {@code hash}. */
  void add(long hash) {
    int column = (int) hash & (counts.length - 1);
    if (counts[column]++ == 0) {
      if (size == columns.length) {
        columns = Arrays.copyOf(columns, 2 * size);
      }
      columns[size++] = column;
    }
  }

  /** Number of different columns counted. */
  int size() {
    return size;
  }

  /** Writes columns, from {@code offset} on, and values in ascending order. */
  void drain(int offset, int[] toColumns, float[] toValues, int at) {
    Arrays.sort(columns, 0, size);
    double scale = scale();
    for (int i = 0; i < size; i++) {
      toColumns[at + i] = offset + columns[i];
      toValues[at + i] = (float) (value(counts[columns[i]]) * scale);
      counts[columns[i]] = 0;
    }
    size = 0;
  }

  /** What every value is multiplied with, so that together they have length 1. */
  double scale() {
    double squares = 0;
    for (int i = 0; i < size; i++) {
      double value = value(counts[columns[i]]);
      squares += value * value;
    }
    return squares == 0 ? 0 : 1 / Math.sqrt(squares);
  }

  /**
   * What one thing with {@code hash} adds to the product with the weights, before the scaling: its
   * column's value is shared evenly by all that were counted there.
   */
  double share(long hash, float[] weights, int offset) {
    int column = (int) hash & (counts.length - 1);
    return value(counts[column]) / counts[column] * weights[offset + column];
  }

  /** Sets the counts back to 0. */
  void clear() {
    for (int i = 0; i < size; i++) {
      counts[columns[i]] = 0;
    }
    size = 0;
  }

  /** The product of the values with the weights from {@code offset} on. */
  double dot(float[] weights, int offset) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < size; i++) {
      int column = columns[i];
      double value = value(counts[column]);
      sum += value * weights[offset + column];
      squares += value * value;
      counts[column] = 0;
    }
    size = 0;
    return squares == 0 ? 0 : sum / Math.sqrt(squares);
  }
}
