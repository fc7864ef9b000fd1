package dev.longtail.training.classify;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * Ridge regression: the weights w and the bias b that minimise Σ c(w·z + b − y)² + λ‖w‖², where y
 * is 1 for a malicious row and −1 for a benign one, c is the row's weight and λ is {@value
 * #LAMBDA}.
 */
final class RidgeTrainer {
  private static final double LAMBDA = 5;

  /** Rows of the matrix that stay in the processor's cache while all rows of the data go by. */
  private static final int PANEL = 16;

  private RidgeTrainer() {}

  /** The model of {@code rows}, all of one length. */
  static LinearModel train(float[][] rows, boolean[] malicious, float[] rowWeights) {
    int columns = rows[0].length;
    double[] means = new double[columns];
    double total = 0;
    double meanTarget = 0;
    for (int i = 0; i < rows.length; i++) {
      total += rowWeights[i];
      meanTarget += rowWeights[i] * target(malicious[i]);
      addScaled(means, rows[i], rowWeights[i], 0);
    }
    meanTarget /= total;
    for (int c = 0; c < columns; c++) {
      means[c] /= total;
    }
    double[][] gram = gram(rows, rowWeights);
    double[] moments = new double[columns];
    for (int i = 0; i < rows.length; i++) {
      addScaled(moments, rows[i], rowWeights[i] * target(malicious[i]), 0);
    }
    for (int a = 0; a < columns; a++) {
      for (int b = a; b < columns; b++) {
        double covariance = gram[a][b] - total * means[a] * means[b];
        gram[a][b] = covariance + (a == b ? LAMBDA : 0);
        gram[b][a] = gram[a][b];
      }
      moments[a] -= total * means[a] * meanTarget;
    }
    double[] weights =
        new CholeskyDecomposition(new Array2DRowRealMatrix(gram, false))
            .getSolver()
            .solve(new ArrayRealVector(moments, false))
            .toArray();
    double bias = meanTarget;
    for (int c = 0; c < columns; c++) {
      bias -= weights[c] * means[c];
    }
    return LinearModel.of(weights, bias);
  }

  private static double target(boolean malicious) {
    return malicious ? 1 : -1;
  }

  /** The upper half of Σ c zzᵀ. */
  private static double[][] gram(float[][] rows, float[] rowWeights) {
    int columns = rows[0].length;
    double[][] gram = new double[columns][columns];
    for (int from = 0; from < columns; from += PANEL) {
      int to = Math.min(columns, from + PANEL);
      for (int i = 0; i < rows.length; i++) {
        for (int a = from; a < to; a++) {
          addScaled(gram[a], rows[i], (double) rowWeights[i] * rows[i][a], from);
        }
      }
    }
    return gram;
  }

  private static void addScaled(double[] sum, float[] row, double factor, int from) {
    for (int c = from; c < row.length; c++) {
      sum[c] += factor * row[c];
    }
  }
}
