package dev.longtail.training.classify;

import java.util.Arrays;
import java.util.Random;

/**
 * Random Fourier features: A. Rahimi and B. Recht, <i>Random features for large-scale kernel
 * machines</i>, NIPS 2007. The product of the features of two vectors is about exp(−γ²d²/2), where
 * d is their distance and γ is {@value #DEVIATION}. A linear model on them is then a smooth one on
 * the vectors.
 */
final class FourierFeatures {
  /** The number of features. */
  static final int COUNT = 1000;

  private static final double DEVIATION = 1.4;

  private final int dimensions;

  /** The frequencies, component by component. */
  private final float[] frequencies;

  private final float[] phases = new float[COUNT];

  /** The features of vectors of so many components; the same for the same seed. */
  FourierFeatures(int dimensions, long seed) {
    this.dimensions = dimensions;
    this.frequencies = new float[dimensions * COUNT];
    Random random = new Random(seed);
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = (float) (DEVIATION * random.nextGaussian());
    }
    for (int i = 0; i < COUNT; i++) {
      phases[i] = (float) (2 * Math.PI * random.nextDouble());
    }
  }

  /** Writes the features of {@code vector}, each in ±√(2/{@value #COUNT}). */
  void of(float[] vector, float[] features) {
    Arrays.fill(features, 0, COUNT, 0);
    for (int d = 0; d < dimensions; d++) {
      float factor = vector[d];
      int from = d * COUNT;
      for (int i = 0; i < COUNT; i++) {
        features[i] += factor * frequencies[from + i];
      }
    }
    double scale = Math.sqrt(2.0 / COUNT);
    for (int i = 0; i < COUNT; i++) {
      features[i] = (float) (scale * Math.cos(features[i] + phases[i]));
    }
  }
}
