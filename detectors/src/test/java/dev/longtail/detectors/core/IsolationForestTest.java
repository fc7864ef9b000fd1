package dev.longtail.detectors.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class IsolationForestTest {
  @Test
  void averagePathLengthIsEquationOne() {
    assertThat(IsolationForest.averagePathLength(1)).isZero();
    assertThat(IsolationForest.averagePathLength(2)).isEqualTo(1);
    // Liu et al. 2008 normalise by c(256) = 10.24.
    assertThat(IsolationForest.averagePathLength(256)).isCloseTo(10.2448, within(1e-3));
  }

  @Test
  void anOutlierScoresHighAndAnInlierLow() {
    float[][] rows = gaussian(500, 4, 1);
    IsolationForest forest = IsolationForest.fit(FeatureTable.of(rows), 100, 256, 7);
    assertThat(forest.score(new float[] {8, -8, 8, 8})).isGreaterThan(0.7);
    assertThat(forest.score(new float[] {0, 0, 0, 0})).isLessThan(0.45);
  }

  @Test
  void theSameSampleAndSeedGiveTheSameModel() {
    float[][] rows = gaussian(300, 3, 2);
    float[] probe = {1, 2, 3};
    double score = IsolationForest.fit(FeatureTable.of(rows), 50, 64, 9).score(probe);
    assertThat(IsolationForest.fit(FeatureTable.of(rows), 50, 64, 9).score(probe)).isEqualTo(score);
    assertThat(IsolationForest.fit(FeatureTable.of(rows), 50, 64, 10).score(probe))
        .isNotEqualTo(score);
  }

  @Test
  void degenerateSamplesMakeAModel() {
    float[][] one = {{1, 2}};
    assertThat(IsolationForest.fit(FeatureTable.of(one), 10, 256, 1).score(new float[] {9, 9}))
        .isEqualTo(0.5);
    float[][] constant = new float[100][3];
    assertThat(IsolationForest.fit(FeatureTable.of(constant), 10, 256, 1).score(new float[3]))
        .isEqualTo(0.5);
    assertThatThrownBy(() -> IsolationForest.fit(FeatureTable.of(new float[0][]), 10, 256, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void survivesItsState() throws IOException {
    IsolationForest forest = IsolationForest.fit(FeatureTable.of(gaussian(300, 3, 3)), 20, 64, 5);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    forest.write(new DataOutputStream(bytes));
    IsolationForest restored =
        IsolationForest.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    for (float[] row : gaussian(50, 3, 4)) {
      assertThat(restored.score(row)).isEqualTo(forest.score(row));
    }
  }

  /** The mean over 10 seeds of scikit-learn 1.2.1 is 0.8615 ± 0.0023 there. */
  @Test
  void findsTheOutliersOfMammographyAsWellAsScikitLearn() throws IOException {
    Path csv = Path.of("../../shared/data/detectors/mammography.csv");
    Assumptions.assumeTrue(Files.exists(csv), "no detector tables beside the checkout");
    List<float[]> rows = new ArrayList<>();
    List<Boolean> outlier = new ArrayList<>();
    for (String line : Files.readAllLines(csv)) {
      String[] fields = line.split(",");
      try {
        float[] row = new float[fields.length - 1];
        for (int i = 0; i < row.length; i++) {
          row[i] = Float.parseFloat(fields[i]);
        }
        outlier.add(Double.parseDouble(fields[fields.length - 1]) > 0);
        rows.add(row);
      } catch (NumberFormatException header) {
        assertThat(rows).isEmpty();
      }
    }
    float[][] table = rows.toArray(float[][]::new);
    double mean =
        IntStream.range(0, 10)
            .mapToDouble(
                seed -> {
                  IsolationForest forest =
                      IsolationForest.fit(FeatureTable.of(table), 100, 256, seed);
                  return auroc(Arrays.stream(table).mapToDouble(forest::score).toArray(), outlier);
                })
            .average()
            .orElseThrow();
    assertThat(mean).isGreaterThan(0.8615 - 2 * 0.0023);
  }

  private static double auroc(double[] scores, List<Boolean> outlier) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted((i, j) -> Double.compare(scores[i], scores[j]))
            .mapToInt(i -> i)
            .toArray();
    double rankSum = 0;
    long positives = 0;
    for (int i = 0; i < order.length; ) {
      int j = i;
      while (j < order.length && scores[order[j]] == scores[order[i]]) {
        j++;
      }
      for (int at = i; at < j; at++) {
        if (outlier.get(order[at])) {
          rankSum += (i + 1 + j) / 2.0;
          positives++;
        }
      }
      i = j;
    }
    long negatives = scores.length - positives;
    return (rankSum - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
  }

  private static float[][] gaussian(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] table = new float[rows][columns];
    for (float[] row : table) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return table;
  }
}
