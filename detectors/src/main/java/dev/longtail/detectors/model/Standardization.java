package dev.longtail.detectors.model;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Makes the scores of different models comparable: {@code (score - centre) / scale}. The centre is
 * the median of a model's scores. The scale is {@code 1.4826 MAD}, where MAD is the median absolute
 * deviation. It estimates the standard deviation of normally distributed scores, and the anomalies
 * among them hardly change it (Rousseeuw and Croux, <i>Alternatives to the Median Absolute
 * Deviation</i>, 1993).
 *
 * <p>If more than half of the scores are equal, MAD is 0. Then the scale is {@code 1.2533} times
 * the mean absolute deviation, or 1 if all scores are equal.
 *
 * @param centre finite
 * @param scale positive and finite
 */
public record Standardization(double centre, double scale) {
  /** Leaves scores as they are. */
  public static final Standardization NONE = new Standardization(0, 1);

  private static final double MEDIAN_DEVIATION = 1.4826;
  private static final double MEAN_DEVIATION = 1.2533;

  /** This many scores determine a median well enough. */
  private static final int ROWS = 8192;

  /** Refuses numbers that are not finite and a scale that is not positive. */
  public Standardization {
    if (!Double.isFinite(centre) || !(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException("a centre of " + centre + ", a scale of " + scale);
    }
  }

  /** From a model's scores on a sample; of a long sample, on evenly spaced rows. */
  public static Standardization of(AnomalyModel model, FeatureTable sample) {
    int count = Math.min(ROWS, sample.rows());
    double[] scores = new double[count];
    float[] row = new float[sample.columns()];
    for (int i = 0; i < count; i++) {
      sample.copyRow((int) ((long) i * sample.rows() / count), row);
      scores[i] = model.score(row);
    }
    return of(scores);
  }

  /** From the scores of a sample; of a long sample, from evenly spaced ones. */
  public static Standardization ofSome(double[] scores) {
    if (scores.length <= ROWS) {
      return of(scores);
    }
    double[] some = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      some[i] = scores[(int) ((long) i * scores.length / ROWS)];
    }
    return of(some);
  }

  /**
   * From scores.
   *
   * @param scores at least one, finite; not changed
   */
  public static Standardization of(double[] scores) {
    double centre = median(scores.clone());
    double[] deviations = new double[scores.length];
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      deviations[i] = Math.abs(scores[i] - centre);
      sum += deviations[i];
    }
    double scale = MEDIAN_DEVIATION * median(deviations);
    if (scale == 0) {
      scale = MEAN_DEVIATION * sum / scores.length;
    }
    return new Standardization(centre, scale == 0 ? 1 : scale);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int half = values.length / 2;
    return values.length % 2 == 1 ? values[half] : values[half - 1] / 2 + values[half] / 2;
  }

  /** The distance of a score from the usual score, in units of the usual deviation. */
  public double apply(double score) {
    return (score - centre) / scale;
  }

  /** Replaces each score by its {@link #apply}. */
  public void applyTo(double[] scores) {
    for (int i = 0; i < scores.length; i++) {
      scores[i] = apply(scores[i]);
    }
  }

  /** Writes the two numbers. */
  public void write(DataOutput out) throws IOException {
    out.writeDouble(centre);
    out.writeDouble(scale);
  }

  /** Reads what {@link #write} wrote. */
  public static Standardization read(DataInput in) throws IOException {
    return new Standardization(in.readDouble(), in.readDouble());
  }
}
