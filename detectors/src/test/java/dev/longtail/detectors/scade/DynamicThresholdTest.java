package dev.longtail.detectors.scade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class DynamicThresholdTest {
  /** Median 4; above it lie 5, 6, 7, 8, whose upper median is 3 away. */
  @Test
  void isThreeDeviationsOfTheUpperHalfAboveTheMedian() {
    double[] scores = {8, 1, 7, 2, 6, 3, 5, 4, 0};
    assertThat(DynamicThreshold.of(scores)).isCloseTo(4 + 3 * 1.4826 * 3, within(1e-12));
    assertThat(scores).as("not changed").startsWith(8, 1, 7);
  }

  @Test
  void followsPlaceAndWidthOfTheScores() {
    double[] scores = new Random(1).doubles(999).toArray();
    double threshold = DynamicThreshold.of(scores);
    double[] moved = Arrays.stream(scores).map(score -> 10 * score + 5).toArray();
    assertThat(DynamicThreshold.of(moved)).isCloseTo(10 * threshold + 5, within(1e-9));
  }

  @Test
  void outliersHardlyMoveItAndPassIt() {
    Random random = new Random(2);
    double[] usual = DoubleStream.generate(random::nextGaussian).limit(1_000).toArray();
    double[] withOutliers = usual.clone();
    Arrays.fill(withOutliers, 0, 20, 1e6);
    double threshold = DynamicThreshold.of(withOutliers);
    assertThat(threshold).isCloseTo(DynamicThreshold.of(usual), within(0.3)).isLessThan(1e6);
  }

  @Test
  void theWidthIsThatOfTheUpperSide() {
    double[] scores = {-1_000, -900, -800, -700, 0, 1, 2, 3, 4};
    assertThat(DynamicThreshold.of(scores)).isLessThan(20);
  }

  @Test
  void whereAllAreEqualNonePasses() {
    assertThat(DynamicThreshold.of(new double[] {2, 2, 2})).isEqualTo(2);
    assertThat(DynamicThreshold.of(new double[] {2})).isEqualTo(2);
  }
}
