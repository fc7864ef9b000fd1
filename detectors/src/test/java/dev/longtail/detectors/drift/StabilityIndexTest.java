package dev.longtail.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class StabilityIndexTest {
  /** 0.25 ln 2 + 0.25 ln 1.5, by hand. */
  @Test
  void isTheSumOverTheBins() {
    long[] half = {5_000_000, 5_000_000};
    long[] quarter = {2_500_000, 7_500_000};
    double expected = 0.25 * Math.log(2) + 0.25 * Math.log(1.5);
    assertThat(StabilityIndex.of(half, quarter)).isCloseTo(expected, within(1e-6));
    assertThat(StabilityIndex.of(quarter, half))
        .isCloseTo(StabilityIndex.of(half, quarter), within(1e-12));
  }

  @Test
  void ofEqualSharesIsNothingWhateverTheSizes() {
    assertThat(StabilityIndex.of(new long[] {10, 20, 30}, new long[] {10, 20, 30})).isZero();
    assertThat(StabilityIndex.of(new long[] {100_000, 200_000}, new long[] {1_000_000, 2_000_000}))
        .isCloseTo(0, within(1e-9));
  }

  @Test
  void anEmptyBinIsFarAndFinite() {
    assertThat(StabilityIndex.of(new long[] {1000, 0}, new long[] {0, 1000})).isBetween(10.0, 20.0);
  }

  /** Samples of one distribution exceed the bound once in a thousand times, at any size. */
  @Test
  void theBoundIsThatOfChance() {
    Random random = new Random(1);
    int tries = 20_000;
    for (int lines : new int[] {400, 4_000}) {
      int beyond = 0;
      for (int i = 0; i < tries; i++) {
        long[] a = sample(lines, random);
        long[] b = sample(lines / 2, random);
        if (StabilityIndex.of(a, b) > StabilityIndex.bound(a, b)) {
          beyond++;
        }
      }
      assertThat((double) beyond / tries).as("of %d lines", lines).isBetween(0.0003, 0.003);
    }
  }

  private static long[] sample(int lines, Random random) {
    long[] counts = new long[10];
    for (int i = 0; i < lines; i++) {
      counts[random.nextInt(10)]++;
    }
    return counts;
  }
}
