package dev.longtail.detectors.model;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Brings columns of different units to a common scale: {@code z = (x - median) / s}. Here {@code s}
 * is the Winsorised standard deviation: the standard deviation after values beyond the 2.5 % and
 * 97.5 % quantiles are set to these quantiles (Wilcox, <i>Introduction to Robust Estimation</i>,
 * section 3.3).
 *
 * <p>Up to 2.5 % of outliers on each side count no more than the quantile. The median absolute
 * deviation is 0 when more than half of a column's values are equal; {@code s} is 0 only when the
 * middle 95 % are equal. Such a column is divided by its plain standard deviation, and a constant
 * column by 1: an unseen value there counts in the column's own unit.
 *
 * <p>Rows of equal length, such as embeddings, share one unit already. They are not scaled. Beside
 * a column of large constants, or of times since an epoch, all rows seem to be of equal length,
 * whatever the other columns hold. There the columns are scaled.
 */
public final class ColumnScaling {
  /** Quantiles are taken on at most this many rows; their error is then below one percent point. */
  private static final int QUANTILE_ROWS = 8192;

  private static final double CUT = 0.025;

  /** Differences of squared row lengths up to this share are rounding errors. */
  private static final double EQUAL_LENGTHS = 1e-3;

  private final float[] centre;
  private final float[] factor;

  private ColumnScaling(float[] centre, float[] factor) {
    this.centre = centre;
    this.factor = factor;
  }

  /**
   * Takes centres and scales from a sample.
   *
   * @param sample at least one row
   * @param seed decides which rows give the quantiles
   * @throws IllegalArgumentException if there is no row or a value is not finite
   */
  public static ColumnScaling fit(FeatureTable sample, long seed) {
    if (sample.rows() == 0) {
      throw new IllegalArgumentException("no rows");
    }
    int columns = sample.columns();
    Moments moments = Moments.of(sample);
    float[] centre = new float[columns];
    float[] factor = new float[columns];
    Arrays.fill(factor, 1);
    if (moments.lengthsAreEqual()) {
      return new ColumnScaling(centre, factor);
    }
    float[][] values = drawColumns(sample, seed);
    for (int column = 0; column < columns; column++) {
      float[] sorted = values[column];
      Arrays.sort(sorted);
      centre[column] = sorted[sorted.length / 2];
      double scale = winsorisedDeviation(sorted);
      // For values near the largest float, the quantiles may be infinite.
      if (!(scale > 0)) {
        scale = moments.deviation(column);
      }
      factor[column] = scale > 0 ? (float) (1 / scale) : 1;
      if (!(factor[column] > 0) || Float.isInfinite(factor[column])) {
        factor[column] = 1;
      }
    }
    return new ColumnScaling(centre, factor);
  }

  public int columns() {
    return centre.length;
  }

  /** Writes the scaled row to {@code out} from {@code offset} on. */
  public void apply(float[] row, float[] out, int offset) {
    for (int i = 0; i < centre.length; i++) {
      out[offset + i] = (row[i] - centre[i]) * factor[i];
    }
  }

  private static float[][] drawColumns(FeatureTable sample, long seed) {
    int[] drawn = draw(sample.rows(), QUANTILE_ROWS, new SplittableRandom(seed));
    float[][] values = new float[sample.columns()][drawn.length];
    float[] row = new float[sample.columns()];
    for (int i = 0; i < drawn.length; i++) {
      sample.copyRow(drawn[i], row);
      for (int column = 0; column < row.length; column++) {
        values[column][i] = row[column];
      }
    }
    return values;
  }

  /** Up to {@code count} of the numbers below {@code rows}, drawn with equal chance; ascending. */
  public static int[] draw(int rows, int count, SplittableRandom random) {
    int[] numbers = new int[rows];
    Arrays.setAll(numbers, i -> i);
    if (rows <= count) {
      return numbers;
    }
    for (int i = 0; i < count; i++) {
      int other = i + random.nextInt(rows - i);
      int kept = numbers[i];
      numbers[i] = numbers[other];
      numbers[other] = kept;
    }
    int[] drawn = Arrays.copyOf(numbers, count);
    Arrays.sort(drawn);
    return drawn;
  }

  private static double winsorisedDeviation(float[] sorted) {
    double low = sorted[(int) (CUT * (sorted.length - 1))];
    double high = sorted[(int) Math.ceil((1 - CUT) * (sorted.length - 1))];
    if (low == high) {
      return 0;
    }
    double mean = 0;
    for (float value : sorted) {
      mean += Math.min(high, Math.max(low, value)) / sorted.length;
    }
    double variance = 0;
    for (float value : sorted) {
      double difference = Math.min(high, Math.max(low, value)) - mean;
      variance += difference * difference / sorted.length;
    }
    return Math.sqrt(variance);
  }

  /** Means and squares of the columns, lengths of the rows; shifted by the first row. */
  private static final class Moments {
    private final int rows;
    private final double[] sums;
    private final double[] squares;
    private double shortest = Double.POSITIVE_INFINITY;
    private double longest;

    private Moments(int rows, int columns) {
      this.rows = rows;
      this.sums = new double[columns];
      this.squares = new double[columns];
    }

    static Moments of(FeatureTable sample) {
      Moments moments = new Moments(sample.rows(), sample.columns());
      float[] first = new float[sample.columns()];
      float[] row = new float[sample.columns()];
      sample.copyRow(0, first);
      for (int i = 0; i < sample.rows(); i++) {
        sample.copyRow(i, row);
        moments.add(row, first, i);
      }
      return moments;
    }

    private void add(float[] row, float[] first, int number) {
      double length = 0;
      for (int i = 0; i < row.length; i++) {
        double value = row[i];
        double shifted = value - first[i];
        length += value * value;
        sums[i] += shifted;
        squares[i] += shifted * shifted;
      }
      if (!(length < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("row " + number + " has a value that is not finite");
      }
      shortest = Math.min(shortest, length);
      longest = Math.max(longest, length);
    }

    /**
     * Whether all rows have the same length. A single row or column says nothing about units:
     * false.
     */
    boolean lengthsAreEqual() {
      return rows > 1
          && sums.length > 1
          && shortest > 0
          && longest - shortest <= EQUAL_LENGTHS * longest
          && varianceBesideTheLargest() > EQUAL_LENGTHS * longest;
    }

    /**
     * The variance of all columns but the one of most: what is less than the tolerance of the
     * squared lengths could not make them differ.
     */
    private double varianceBesideTheLargest() {
      double sum = 0;
      double largest = 0;
      for (int column = 0; column < sums.length; column++) {
        double variance = variance(column);
        sum += variance;
        largest = Math.max(largest, variance);
      }
      return sum - largest;
    }

    private double variance(int column) {
      double mean = sums[column] / rows;
      return Math.max(0, squares[column] / rows - mean * mean);
    }

    double deviation(int column) {
      return Math.sqrt(variance(column));
    }
  }
}
