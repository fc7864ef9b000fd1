package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PlattScalingTest {
  @Test
  void findsTheParametersThatMadeTheLabels() {
    Random random = new Random(5);
    double[] sums = new double[20_000];
    boolean[] malicious = new boolean[sums.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = 2 * random.nextGaussian();
      malicious[i] = random.nextDouble() < 1 / (1 + Math.exp(-(1.5 * sums[i] - 2)));
    }
    PlattScaling calibration = PlattScaling.fit(sums, malicious);
    assertThat(calibration.slope()).isCloseTo(1.5, within(0.1));
    assertThat(calibration.offset()).isCloseTo(-2, within(0.1));
    double[] probabilities = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      probabilities[i] = calibration.probability(sums[i]);
    }
    for (Reliability point : Reliability.of(probabilities, malicious)) {
      assertThat(point.malicious()).isCloseTo(point.predicted(), within(0.05));
    }
  }

  @Test
  void aPerfectSplitAndAReversedOneHaveFiniteParameters() {
    double[] sums = {-2, -1, 1, 2};
    PlattScaling split = PlattScaling.fit(sums, new boolean[] {false, false, true, true});
    assertThat(split.probability(2)).isBetween(0.5, 1.0);
    assertThat(split.probability(-2)).isBetween(0.0, 0.5);
    PlattScaling reversed = PlattScaling.fit(sums, new boolean[] {true, true, false, false});
    assertThat(reversed.slope()).isPositive();
  }

  @Test
  void oneClassOrNoLineIsNoFailure() {
    assertThat(PlattScaling.fit(new double[] {1, 2}, new boolean[2]).probability(0))
        .isBetween(0.0, 0.5);
    assertThat(PlattScaling.fit(new double[0], new boolean[0]).probability(0)).isEqualTo(0.5);
  }
}
