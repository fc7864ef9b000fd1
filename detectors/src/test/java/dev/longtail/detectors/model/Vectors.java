package dev.longtail.detectors.model;

import dev.longtail.detectors.duplicates.EmbeddedLine;
import java.util.Random;

/** Vectors for tests of near-duplicates. */
public final class Vectors {
  private Vectors() {}

  public static float[] random(int dimensions, Random random) {
    float[] vector = new float[dimensions];
    for (int d = 0; d < dimensions; d++) {
      vector[d] = (float) random.nextGaussian();
    }
    return normalised(vector);
  }

  /** A unit vector whose cosine to {@code from}, of length 1, is {@code cosine}. */
  public static float[] at(double cosine, float[] from, Random random) {
    float[] other = random(from.length, random);
    double along = 0;
    for (int d = 0; d < from.length; d++) {
      along += (double) other[d] * from[d];
    }
    double[] across = new double[from.length];
    double squares = 0;
    for (int d = 0; d < from.length; d++) {
      across[d] = other[d] - along * from[d];
      squares += across[d] * across[d];
    }
    double scale = Math.sqrt((1 - cosine * cosine) / squares);
    float[] result = new float[from.length];
    for (int d = 0; d < from.length; d++) {
      result[d] = (float) (cosine * from[d] + scale * across[d]);
    }
    return result;
  }

  private static float[] normalised(float[] vector) {
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    float norm = (float) Math.sqrt(squares);
    for (int d = 0; d < vector.length; d++) {
      vector[d] /= norm;
    }
    return vector;
  }

  /**
   * A line of which everything that a rule compares is given; equal numbers are equal templates.
   */
  public static EmbeddedLine line(String name, long template, long shape, float[] vector) {
    return EmbeddedLine.of(name, "template " + template, shape, vector);
  }
}
