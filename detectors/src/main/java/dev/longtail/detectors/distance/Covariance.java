package dev.longtail.detectors.distance;

import dev.longtail.detectors.model.ColumnScaling;
import dev.longtail.detectors.model.FeatureTable;
import java.util.Arrays;

/**
 * Mean and covariance of the scaled rows of a sample, in one pass.
 *
 * <p>Products are added in single precision within blocks of {@link #BLOCK} rows, and in double
 * precision over the blocks. The loops run over contiguous columns, eight rows at a time. The
 * compiler turns such loops into vector instructions without changing a rounding.
 */
final class Covariance {
  /** Rows added in single precision; 2^8 roundings of 2^-24 give an error of 2^-16. */
  private static final int BLOCK = 256;

  private static final int STEP = 8;

  /** Scaled values are limited to this. Otherwise one corrupt value would decide all components. */
  private static final float LIMIT = 100;

  private final int columns;
  private final double[] mean;
  private final double[][] products;

  private Covariance(int columns) {
    this.columns = columns;
    this.mean = new double[columns];
    this.products = new double[columns][columns];
  }

  static Covariance of(FeatureTable sample, ColumnScaling scaling) {
    Covariance covariance = new Covariance(sample.columns());
    covariance.addMean(sample, scaling);
    covariance.addProducts(sample, scaling);
    return covariance;
  }

  /** Mean of each column. */
  double[] mean() {
    return mean;
  }

  /** The symmetric matrix, divided by the number of rows. */
  double[][] matrix() {
    return products;
  }

  private void addMean(FeatureTable sample, ColumnScaling scaling) {
    float[] row = new float[columns];
    float[] scaled = new float[columns];
    for (int i = 0; i < sample.rows(); i++) {
      sample.copyRow(i, row);
      scaling.apply(row, scaled, 0);
      limit(scaled);
      for (int c = 0; c < columns; c++) {
        mean[c] += scaled[c];
      }
    }
    for (int c = 0; c < columns; c++) {
      mean[c] /= sample.rows();
    }
  }

  private static void limit(float[] scaled) {
    for (int c = 0; c < scaled.length; c++) {
      scaled[c] = Math.max(-LIMIT, Math.min(LIMIT, scaled[c]));
    }
  }

  private void addProducts(FeatureTable sample, ColumnScaling scaling) {
    float[] row = new float[columns];
    float[][] block = new float[BLOCK][columns];
    float[][] sums = new float[columns][columns];
    for (int from = 0; from < sample.rows(); from += BLOCK) {
      int rows = Math.min(BLOCK, sample.rows() - from);
      for (int i = 0; i < rows; i++) {
        sample.copyRow(from + i, row);
        scaling.apply(row, block[i], 0);
        limit(block[i]);
        for (int c = 0; c < columns; c++) {
          block[i][c] = (float) (block[i][c] - mean[c]);
        }
      }
      for (int i = rows; i < BLOCK; i++) {
        Arrays.fill(block[i], 0);
      }
      for (int i = 0; i < rows; i += STEP) {
        addProducts(block, i, sums);
      }
      flush(sums);
    }
    for (int a = 0; a < columns; a++) {
      for (int b = a; b < columns; b++) {
        products[a][b] /= sample.rows();
        products[b][a] = products[a][b];
      }
    }
  }

  /** Adds the products of eight rows to the upper triangle. */
  private void addProducts(float[][] block, int i, float[][] sums) {
    float[] r0 = block[i];
    float[] r1 = block[i + 1];
    float[] r2 = block[i + 2];
    float[] r3 = block[i + 3];
    float[] r4 = block[i + 4];
    float[] r5 = block[i + 5];
    float[] r6 = block[i + 6];
    float[] r7 = block[i + 7];
    for (int a = 0; a < columns; a++) {
      addProducts(
          sums[a], a, r0, r1, r2, r3, r4, r5, r6, r7, r0[a], r1[a], r2[a], r3[a], r4[a], r5[a],
          r6[a], r7[a]);
    }
  }

  @SuppressWarnings("TooManyParameters")
  private static void addProducts(
      float[] sum,
      int from,
      float[] r0,
      float[] r1,
      float[] r2,
      float[] r3,
      float[] r4,
      float[] r5,
      float[] r6,
      float[] r7,
      float a0,
      float a1,
      float a2,
      float a3,
      float a4,
      float a5,
      float a6,
      float a7) {
    for (int b = from; b < sum.length; b++) {
      sum[b] +=
          a0 * r0[b]
              + a1 * r1[b]
              + a2 * r2[b]
              + a3 * r3[b]
              + a4 * r4[b]
              + a5 * r5[b]
              + a6 * r6[b]
              + a7 * r7[b];
    }
  }

  private void flush(float[][] sums) {
    for (int a = 0; a < columns; a++) {
      double[] to = products[a];
      float[] sum = sums[a];
      for (int b = a; b < columns; b++) {
        to[b] += sum[b];
        sum[b] = 0;
      }
    }
  }
}
