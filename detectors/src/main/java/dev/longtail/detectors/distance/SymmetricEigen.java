package dev.longtail.detectors.distance;

import java.util.Arrays;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to a tridiagonal
 * matrix, then implicit QL steps (Bowdler, Martin, Reinsch and Wilkinson, <i>The QR and QL
 * Algorithms for Symmetric Matrices</i>, Numerische Mathematik 11, 1968).
 *
 * <p>Commons Math takes the same steps, and every sum here has its order, so all results are equal
 * to the last bit; a test holds that. There are two differences. A vector lies in a row here: a QL
 * step turns two vectors, which is then a loop over contiguous numbers that the compiler turns into
 * vector instructions, where over two columns each number costs a line of the cache. And where
 * Commons Math gives up, as it may if columns depend on each other, what is tiny beside the whole
 * matrix counts as 0.
 */
final class SymmetricEigen {
  private static final double EPSILON = 0x1p-53;

  /** QL steps for one eigenvalue; two or three are usual. */
  private static final int USUAL_STEPS = 30;

  private static final int MOST_STEPS = 2 * USUAL_STEPS;

  private final int size;
  private double norm;

  /** The upper triangle of the matrix; then, right of each diagonal, the Householder vectors. */
  private final double[][] reflections;

  private final double[] beside;
  private final double[] values;
  private final double[][] vectors;

  private SymmetricEigen(double[][] matrix) {
    size = matrix.length;
    reflections = new double[size][];
    Arrays.setAll(reflections, row -> matrix[row].clone());
    values = new double[size];
    beside = new double[size];
    vectors = new double[size][size];
  }

  /** Of a symmetric matrix, of which the upper triangle is read; it is not changed. */
  static SymmetricEigen of(double[][] matrix) {
    SymmetricEigen eigen = new SymmetricEigen(matrix);
    eigen.reduce();
    eigen.multiplyReflections();
    eigen.norm = largest(eigen.values, eigen.beside);
    eigen.dropTiny(eigen.norm, eigen.values, eigen.beside);
    for (int j = 0; j < eigen.size; j++) {
      eigen.diagonalise(j);
    }
    eigen.sort();
    eigen.dropTiny(largest(eigen.values), eigen.values);
    return eigen;
  }

  /** The eigenvalues, descending. */
  double[] values() {
    return values;
  }

  /** The eigenvectors, each a row, in the order of the {@link #values}. */
  double[][] vectors() {
    return vectors;
  }

  private void reduce() {
    double[] z = new double[size];
    for (int k = 0; k < size - 1; k++) {
      double[] v = reflections[k];
      values[k] = v[k];
      double square = 0;
      for (int j = k + 1; j < size; j++) {
        square += v[j] * v[j];
      }
      double norm = v[k + 1] > 0 ? -Math.sqrt(square) : Math.sqrt(square);
      beside[k] = norm;
      if (norm != 0) {
        v[k + 1] -= norm;
        double beta = -1 / (norm * v[k + 1]);
        multiply(v, k + 1, beta, z);
        double gamma = 0;
        for (int i = k + 1; i < size; i++) {
          gamma += z[i] * v[i];
        }
        gamma *= beta / 2;
        for (int i = k + 1; i < size; i++) {
          z[i] -= gamma * v[i];
        }
        for (int i = k + 1; i < size; i++) {
          subtract(reflections[i], i, v[i], z, z[i], v);
        }
      }
    }
    values[size - 1] = reflections[size - 1][size - 1];
  }

  /** {@code z = beta A v} from place {@code from} on, of which A's upper triangle is read. */
  private void multiply(double[] v, int from, double beta, double[] z) {
    Arrays.fill(z, from, size, 0);
    for (int i = from; i < size; i++) {
      double[] row = reflections[i];
      double factor = v[i];
      double sum = row[i] * factor;
      for (int j = i + 1; j < size; j++) {
        sum += row[j] * v[j];
      }
      for (int j = i + 1; j < size; j++) {
        z[j] += row[j] * factor;
      }
      z[i] = beta * (z[i] + sum);
    }
  }

  private static void subtract(
      double[] row, int from, double vi, double[] z, double zi, double[] v) {
    for (int j = from; j < row.length; j++) {
      row[j] -= vi * z[j] + zi * v[j];
    }
  }

  /** The product of all reflections, transposed: the start of the {@link #vectors}. */
  private void multiplyReflections() {
    for (int k = size - 1; k >= 1; k--) {
      double[] v = reflections[k - 1];
      double[] first = vectors[k];
      first[k] = 1;
      if (v[k] != 0) {
        double inverse = 1 / (beside[k - 1] * v[k]);
        double beta = 1 / beside[k - 1];
        first[k] = 1 + beta * v[k];
        for (int i = k + 1; i < size; i++) {
          first[i] = beta * v[i];
        }
        int j = k + 1;
        for (; j + 4 <= size; j += 4) {
          reflect(vectors[j], vectors[j + 1], vectors[j + 2], vectors[j + 3], v, k, inverse);
        }
        for (; j < size; j++) {
          double product = 0;
          for (int i = k + 1; i < size; i++) {
            product += vectors[j][i] * v[i];
          }
          reflect(vectors[j], v, k, product * inverse);
        }
      }
    }
    vectors[0][0] = 1;
  }

  /** Four rows at once, so that an addition need not wait for the addition before it. */
  private static void reflect(
      double[] a, double[] b, double[] c, double[] d, double[] v, int k, double inverse) {
    double pa = 0;
    double pb = 0;
    double pc = 0;
    double pd = 0;
    for (int i = k + 1; i < v.length; i++) {
      pa += a[i] * v[i];
      pb += b[i] * v[i];
      pc += c[i] * v[i];
      pd += d[i] * v[i];
    }
    reflect(a, v, k, pa * inverse);
    reflect(b, v, k, pb * inverse);
    reflect(c, v, k, pc * inverse);
    reflect(d, v, k, pd * inverse);
  }

  private static void reflect(double[] row, double[] v, int k, double factor) {
    row[k] = factor * v[k];
    for (int i = k + 1; i < v.length; i++) {
      row[i] += factor * v[i];
    }
  }

  private static double largest(double[]... lists) {
    double largest = 0;
    for (double[] list : lists) {
      for (double value : list) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }

  /** Sets to 0 what is too small to matter beside the largest. */
  private void dropTiny(double largest, double[]... lists) {
    for (double[] list : lists) {
      for (int i = 0; i < size; i++) {
        if (Math.abs(list[i]) <= EPSILON * largest) {
          list[i] = 0;
        }
      }
    }
  }

  /** QL steps until the value {@code j} stands alone. */
  private void diagonalise(int j) {
    int steps = 0;
    for (int m = split(j, 0); m != j; m = split(j, steps)) {
      if (steps++ == MOST_STEPS) {
        throw new ArithmeticException("no eigenvalue after " + MOST_STEPS + " steps");
      }
      step(j, m);
    }
  }

  /** The first row from {@code j} on with nothing beside its diagonal. */
  private int split(int j, int steps) {
    int m = j;
    while (m < size - 1) {
      double diagonal = Math.abs(values[m]) + Math.abs(values[m + 1]);
      if (Math.abs(beside[m]) + diagonal == diagonal
          || (steps >= USUAL_STEPS && Math.abs(beside[m]) <= EPSILON * norm)) {
        break;
      }
      m++;
    }
    return m;
  }

  private void step(int j, int m) {
    double q = (values[j + 1] - values[j]) / (2 * beside[j]);
    double t = Math.sqrt(1 + q * q);
    q = values[m] - values[j] + beside[j] / (q < 0 ? q - t : q + t);
    double u = 0;
    double s = 1;
    double c = 1;
    int i = m - 1;
    for (; i >= j; i--) {
      double p = s * beside[i];
      double h = c * beside[i];
      if (Math.abs(p) >= Math.abs(q)) {
        c = q / p;
        t = Math.sqrt(c * c + 1);
        beside[i + 1] = p * t;
        s = 1 / t;
        c *= s;
      } else {
        s = p / q;
        t = Math.sqrt(s * s + 1);
        beside[i + 1] = q * t;
        c = 1 / t;
        s *= c;
      }
      if (beside[i + 1] == 0) {
        values[i + 1] -= u;
        beside[m] = 0;
        break;
      }
      q = values[i + 1] - u;
      t = (values[i] - q) * s + 2 * c * h;
      u = s * t;
      values[i + 1] = q + u;
      q = c * t - h;
      rotate(vectors[i], vectors[i + 1], c, s);
    }
    if (t != 0 || i < j) {
      values[j] -= u;
      beside[j] = q;
      beside[m] = 0;
    }
  }

  private static void rotate(double[] a, double[] b, double c, double s) {
    for (int k = 0; k < a.length; k++) {
      double x = a[k];
      double y = b[k];
      b[k] = s * x + c * y;
      a[k] = c * x - s * y;
    }
  }

  private void sort() {
    for (int i = 0; i < size; i++) {
      int largest = i;
      for (int j = i + 1; j < size; j++) {
        if (values[j] > values[largest]) {
          largest = j;
        }
      }
      double value = values[i];
      values[i] = values[largest];
      values[largest] = value;
      double[] vector = vectors[i];
      vectors[i] = vectors[largest];
      vectors[largest] = vector;
    }
  }
}
