package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FourierFeaturesTest {
  private static final int DIMENSIONS = 5;

  @Test
  void theirProductIsTheGaussianKernel() {
    Random random = new Random(1);
    double error = 0;
    for (int i = 0; i < 50; i++) {
      FourierFeatures features = new FourierFeatures(DIMENSIONS, i);
      float[] a = NeighboursTest.unit(random);
      float[] b = NeighboursTest.unit(random);
      double squaredDistance = 0;
      for (int d = 0; d < DIMENSIONS; d++) {
        squaredDistance += (a[d] - b[d]) * (a[d] - b[d]);
      }
      double kernel = Math.exp(-1.4 * 1.4 * squaredDistance / 2);
      // 1,000 features: a standard error of at most 0.032
      assertThat(product(features, a, b)).isCloseTo(kernel, within(0.13));
      error += product(features, a, b) - kernel;
    }
    assertThat(error / 50).isCloseTo(0, within(0.015));
  }

  @Test
  void sameSeedSameFeatures() {
    float[] vector = NeighboursTest.unit(new Random(2));
    assertThat(of(new FourierFeatures(DIMENSIONS, 7), vector))
        .isEqualTo(of(new FourierFeatures(DIMENSIONS, 7), vector))
        .isNotEqualTo(of(new FourierFeatures(DIMENSIONS, 8), vector));
  }

  private static double product(FourierFeatures features, float[] a, float[] b) {
    float[] first = of(features, a);
    float[] second = of(features, b);
    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      sum += first[i] * second[i];
    }
    return sum;
  }

  private static float[] of(FourierFeatures features, float[] vector) {
    float[] row = new float[FourierFeatures.COUNT];
    features.of(vector, row);
    return row;
  }
}
