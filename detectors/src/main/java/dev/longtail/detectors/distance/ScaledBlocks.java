package dev.longtail.detectors.distance;

import dev.longtail.detectors.model.ColumnScaling;
import dev.longtail.detectors.model.FeatureTable;

/**
 * Scaled rows in blocks; within a block, column by column. Distances of many rows to a centroid are
 * then sums of contiguous columns ({@link WeightedSum}). Not thread-safe.
 */
final class ScaledBlocks {
  /** Rows of a block: eight columns and their sum fit the first-level cache. */
  static final int BLOCK = 256;

  private static final int STEP = WeightedSum.ROWS;

  private final int rows;
  private final int columns;
  private final float[][][] blocks;
  private final float[] squares;
  private final WeightedSum eightColumns = new WeightedSum(BLOCK);

  private ScaledBlocks(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    this.blocks = new float[(rows + BLOCK - 1) / BLOCK][columns][BLOCK];
    this.squares = new float[rows];
  }

  /** Scales the rows {@code listed} of {@code sample}, in that order. */
  static ScaledBlocks of(FeatureTable sample, ColumnScaling scaling, int[] listed) {
    ScaledBlocks scaled = new ScaledBlocks(listed.length, sample.columns());
    float[] row = new float[sample.columns()];
    float[] values = new float[sample.columns()];
    for (int i = 0; i < listed.length; i++) {
      sample.copyRow(listed[i], row);
      scaling.apply(row, values, 0);
      scaled.set(i, values);
    }
    return scaled;
  }

  private void set(int row, float[] values) {
    float[][] block = blocks[row / BLOCK];
    double square = 0;
    for (int c = 0; c < columns; c++) {
      block[c][row % BLOCK] = values[c];
      square += (double) values[c] * values[c];
    }
    squares[row] = (float) square;
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  /** Copies a row. */
  float[] row(int row) {
    float[] values = new float[columns];
    float[][] block = blocks[row / BLOCK];
    for (int c = 0; c < columns; c++) {
      values[c] = block[c][row % BLOCK];
    }
    return values;
  }

  /**
   * Computes each row's squared distance {@code |x|² - 2 x·c + |c|²} to {@code centroid}. If it is
   * less than the distance found so far, stores it and the centroid's number.
   */
  void nearer(float[] centroid, int number, float[] distances, int[] nearest) {
    float[][] products = new float[1][BLOCK];
    for (int block = 0; block < blocks.length; block++) {
      multiply(blocks[block], products, centroid);
      nearer(block, square(centroid), number, distances, nearest, products[0]);
    }
  }

  /** As {@link #nearer(float[], int, float[], int[])} for all centroids, block by block. */
  void nearest(float[][] centroids, float[] distances, int[] nearest) {
    java.util.Arrays.fill(distances, Float.POSITIVE_INFINITY);
    float[][] products = new float[centroids.length][BLOCK];
    float[] squares = new float[centroids.length];
    for (int j = 0; j < centroids.length; j++) {
      squares[j] = square(centroids[j]);
    }
    for (int block = 0; block < blocks.length; block++) {
      multiply(blocks[block], products, centroids);
      for (int j = 0; j < centroids.length; j++) {
        nearer(block, squares[j], j, distances, nearest, products[j]);
      }
    }
  }

  private void nearer(
      int block, float square, int number, float[] distances, int[] nearest, float[] products) {
    int from = block * BLOCK;
    int to = Math.min(rows, from + BLOCK);
    for (int i = from; i < to; i++) {
      float distance = Math.max(0, squares[i] - 2 * products[i - from] + square);
      if (distance < distances[i]) {
        distances[i] = distance;
        nearest[i] = number;
      }
    }
  }

  /** Adds every row below the threshold to the sum of its centroid, and counts it. */
  void addMembers(
      float[] distances, float threshold, int[] nearest, double[][] sums, int[] counts) {
    int[] target = new int[BLOCK];
    double[] column = new double[counts.length + 1];
    double[] eight = new double[STEP * column.length];
    for (int block = 0; block < blocks.length; block++) {
      int from = block * BLOCK;
      int count = Math.min(BLOCK, rows - from);
      for (int r = 0; r < count; r++) {
        boolean kept = distances[from + r] <= threshold;
        target[r] = kept ? nearest[from + r] : counts.length;
        if (kept) {
          counts[nearest[from + r]]++;
        }
      }
      int c = 0;
      for (; c + STEP <= columns; c += STEP) {
        addColumns(blocks[block], c, count, target, eight);
        for (int j = 0; j < counts.length; j++) {
          for (int k = 0; k < STEP; k++) {
            sums[j][c + k] += eight[j * STEP + k];
          }
        }
        java.util.Arrays.fill(eight, 0);
      }
      for (; c < columns; c++) {
        addColumn(blocks[block][c], count, target, column);
        for (int j = 0; j < counts.length; j++) {
          sums[j][c] += column[j];
        }
        java.util.Arrays.fill(column, 0);
      }
    }
  }

  /** Eight columns at once: an addition to a centroid need not wait for the one before it. */
  private static void addColumns(float[][] block, int c, int count, int[] target, double[] eight) {
    float[] c0 = block[c];
    float[] c1 = block[c + 1];
    float[] c2 = block[c + 2];
    float[] c3 = block[c + 3];
    float[] c4 = block[c + 4];
    float[] c5 = block[c + 5];
    float[] c6 = block[c + 6];
    float[] c7 = block[c + 7];
    for (int r = 0; r < count; r++) {
      int to = target[r] * STEP;
      eight[to] += c0[r];
      eight[to + 1] += c1[r];
      eight[to + 2] += c2[r];
      eight[to + 3] += c3[r];
      eight[to + 4] += c4[r];
      eight[to + 5] += c5[r];
      eight[to + 6] += c6[r];
      eight[to + 7] += c7[r];
    }
  }

  private static void addColumn(float[] values, int count, int[] target, double[] column) {
    for (int r = 0; r < count; r++) {
      column[target[r]] += values[r];
    }
  }

  private static float square(float[] values) {
    double square = 0;
    for (float value : values) {
      square += (double) value * value;
    }
    return (float) square;
  }

  /**
   * The products of a block's rows with each centroid. Eight columns serve all centroids while they
   * are in the first-level cache; a whole block is only in the second.
   */
  private void multiply(float[][] block, float[][] products, float[]... centroids) {
    for (int j = 0; j < centroids.length; j++) {
      java.util.Arrays.fill(products[j], 0);
    }
    int c = 0;
    for (; c + STEP <= columns; c += STEP) {
      for (int j = 0; j < centroids.length; j++) {
        eightColumns.add(products[j], 0, block, c, centroids[j], c);
      }
    }
    for (; c < columns; c++) {
      for (int j = 0; j < centroids.length; j++) {
        float factor = centroids[j][c];
        float[] sums = products[j];
        for (int r = 0; r < BLOCK; r++) {
          sums[r] += factor * block[c][r];
        }
      }
    }
  }
}
