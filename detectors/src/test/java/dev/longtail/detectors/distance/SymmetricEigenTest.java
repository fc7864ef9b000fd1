package dev.longtail.detectors.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.apache.commons.math3.exception.MaxCountExceededException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SymmetricEigenTest {
  @ParameterizedTest
  @CsvSource({"1, 5, 1", "2, 5, 2", "3, 1, 1", "7, 100, 7", "50, 20, 50", "97, 300, 97"})
  void isThatOfCommonsMathToTheLastBit(int columns, int rows, int rank) {
    for (int seed = 0; seed < 5; seed++) {
      assertSame(covariance(columns, rows, rank, new Random(seed)));
    }
  }

  @Test
  void ofDependentColumnsWhereCommonsMathGivesUp() {
    int columns = 97;
    int gaveUp = 0;
    for (int seed = 0; seed < 5; seed++) {
      double[][] matrix = covariance(columns, 300, 40, new Random(seed));
      try {
        new EigenDecomposition(new Array2DRowRealMatrix(matrix));
      } catch (MaxCountExceededException e) {
        gaveUp++;
      }
      SymmetricEigen eigen = SymmetricEigen.of(matrix);
      double[] values = eigen.values();
      double worst = 0;
      for (int j = 0; j < columns; j++) {
        for (int a = 0; a < columns; a++) {
          double product = 0;
          for (int b = 0; b < columns; b++) {
            product += matrix[a][b] * eigen.vectors()[j][b];
          }
          worst = Math.max(worst, Math.abs(product - values[j] * eigen.vectors()[j][a]));
        }
      }
      assertThat(worst).isLessThan(1e-12 * values[0]);
      assertThat(values[39]).isGreaterThan(1e-6 * values[0]);
      assertThat(values[40]).isCloseTo(0, within(1e-12 * values[0]));
    }
    assertThat(gaveUp).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "1, 1, 1", "3, 0, -2", "1e-300, 0, 1e-300", "1e150, 1, 0"})
  void ofDiagonalMatrices(double a, double b, double c) {
    assertSame(new double[][] {{a, 0, 0}, {0, b, 0}, {0, 0, c}});
    assertSame(new double[][] {{a, b, c}, {b, c, a}, {c, a, b}});
  }

  private static void assertSame(double[][] matrix) {
    EigenDecomposition expected = new EigenDecomposition(new Array2DRowRealMatrix(matrix));
    SymmetricEigen eigen = SymmetricEigen.of(matrix);
    assertThat(eigen.values()).isEqualTo(expected.getRealEigenvalues());
    for (int j = 0; j < matrix.length; j++) {
      assertThat(eigen.vectors()[j]).isEqualTo(expected.getEigenvector(j).toArray());
    }
  }

  private static double[][] covariance(int columns, int rows, int rank, Random random) {
    double[][] mixing = new double[rank][columns];
    for (double[] row : mixing) {
      for (int c = 0; c < columns; c++) {
        row[c] = random.nextGaussian() * (random.nextInt(4) == 0 ? 0 : 1);
      }
    }
    double[][] products = new double[columns][columns];
    for (int i = 0; i < rows; i++) {
      double[] row = new double[columns];
      for (double[] component : mixing) {
        double factor = random.nextGaussian();
        for (int c = 0; c < columns; c++) {
          row[c] += factor * component[c];
        }
      }
      for (int a = 0; a < columns; a++) {
        for (int b = 0; b < columns; b++) {
          products[a][b] += row[a] * row[b] / rows;
        }
      }
    }
    for (int a = 0; a < columns; a++) {
      for (int b = 0; b < a; b++) {
        products[a][b] = products[b][a];
      }
    }
    return products;
  }
}
