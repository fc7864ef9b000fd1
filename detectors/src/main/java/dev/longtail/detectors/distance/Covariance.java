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
    WeightedSum eight = new WeightedSum(columns);
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
      for (int i = 0; i < rows; i += WeightedSum.ROWS) {
        addProducts(block, i, sums, eight);
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
  private void addProducts(float[][] block, int i, float[][] sums, WeightedSum products) {
    float[] factors = new float[WeightedSum.ROWS];
    for (int a = 0; a < columns; a++) {
      for (int k = 0; k < factors.length; k++) {
        factors[k] = block[i + k][a];
      }
      products.add(sums[a], a, block, i, factors, 0);
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
