package dev.longtail.detectors.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LengthScaleTest {
  private static final int TEXTS = 20_000;
  private static final int COLUMNS = 32;

  /** The distance of the mean of n random vectors from their centre: its variance goes as 1/n. */
  private static double distance(int n, RandomGenerator random) {
    double squares = 0;
    for (int c = 0; c < COLUMNS; c++) {
      double mean = random.nextGaussian() * Math.sqrt(0.02 + 1.0 / n);
      squares += mean * mean;
    }
    return Math.sqrt(squares);
  }

  @Test
  void theHighestScoresAreOfAllLengthsAlike() {
    SplittableRandom random = new SplittableRandom(3);
    int[] lengths = new int[TEXTS];
    double[] scores = new double[TEXTS];
    for (int i = 0; i < TEXTS; i++) {
      lengths[i] = 1 + (int) Math.exp(4 * random.nextDouble());
      scores[i] = distance(lengths[i], random);
    }
    LengthScale scale = LengthScale.of(lengths, scores);
    double[] scaled = new double[TEXTS];
    Arrays.setAll(scaled, i -> scale.apply(lengths[i], scores[i]));
    // A quarter of the texts is shorter than the first quartile of lengths, and so on.
    assertThat(shareOfShort(lengths, scores)).isGreaterThan(0.95);
    assertThat(shareOfShort(lengths, scaled)).isBetween(0.4, 0.6);
  }

  /** Of the thousand highest scores, the share below the median length. */
  private static double shareOfShort(int[] lengths, double[] scores) {
    int[] sorted = lengths.clone();
    Arrays.sort(sorted);
    int median = sorted[TEXTS / 2];
    double[] ordered = scores.clone();
    Arrays.sort(ordered);
    double least = ordered[TEXTS - 1000];
    int shorter = 0;
    for (int i = 0; i < TEXTS; i++) {
      shorter += scores[i] >= least && lengths[i] < median ? 1 : 0;
    }
    return shorter / 1000.0;
  }

  @Test
  void anOutlierOfItsLengthStaysOne() {
    SplittableRandom random = new SplittableRandom(4);
    int[] lengths = new int[1001];
    double[] scores = new double[1001];
    for (int i = 0; i < 1000; i++) {
      lengths[i] = 1 + i % 50;
      scores[i] = distance(lengths[i], random);
    }
    // As far out as a usual text of one token, and no text of 40 tokens is.
    lengths[1000] = 40;
    scores[1000] = Math.sqrt(COLUMNS);
    LengthScale scale = LengthScale.of(lengths, scores);
    double own = scale.apply(lengths[1000], scores[1000]);
    for (int i = 0; i < 1000; i++) {
      assertThat(scale.apply(lengths[i], scores[i])).isLessThan(own);
    }
  }

  @Test
  void fewTextsOfOneLengthAreStandardised() {
    double[] scores = {1, 2, 3, 4, 9};
    LengthScale scale = LengthScale.of(new int[] {7, 7, 7, 7, 7}, scores);
    Standardization plain = Standardization.of(scores);
    for (int length : new int[] {0, 7, 1000}) {
      assertThat(scale.apply(length, 9)).isEqualTo(plain.apply(9));
    }
  }

  @Test
  void equalScoresAndOneTextGiveNumbers() {
    assertThat(LengthScale.of(new int[] {0}, new double[] {2}).apply(0, 2)).isZero();
    int[] lengths = new int[500];
    Arrays.setAll(lengths, i -> i);
    assertThat(LengthScale.of(lengths, new double[500]).apply(3, 1)).isFinite();
  }

  @Test
  void theOrderOfTheTextsDoesNotMatter() {
    SplittableRandom random = new SplittableRandom(5);
    int[] lengths = new int[400];
    double[] scores = new double[400];
    int[] backLengths = new int[400];
    double[] backScores = new double[400];
    for (int i = 0; i < 400; i++) {
      lengths[i] = random.nextInt(30);
      scores[i] = random.nextDouble();
      backLengths[399 - i] = lengths[i];
      backScores[399 - i] = scores[i];
    }
    LengthScale scale = LengthScale.of(lengths, scores);
    LengthScale back = LengthScale.of(backLengths, backScores);
    for (int n = 0; n < 40; n++) {
      assertThat(scale.apply(n, 0.7)).isEqualTo(back.apply(n, 0.7));
    }
  }
}
