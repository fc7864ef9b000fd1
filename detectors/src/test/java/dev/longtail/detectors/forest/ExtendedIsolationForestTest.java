package dev.longtail.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.detectors.model.AnomalyModel;
import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.detectors.model.LabelledTable;
import dev.longtail.detectors.window.States;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExtendedIsolationForestTest {
  /** Hariri et al., figure 2: two clusters on one diagonal, and nothing on the other. */
  @Test
  void ghostsBetweenClustersScoreHigherThanInTheStandardForest() {
    float[][] rows = twoClusters(1000, 5);
    FeatureTable table = FeatureTable.of(rows);
    float[][] ghosts = {{0, 0}, {10, 10}};
    float[][] clusters = {{0, 10}, {10, 0}};
    double standard = 0;
    double extended = 0;
    for (int seed = 0; seed < 5; seed++) {
      standard += contrast(IsolationForest.fit(table, 100, 256, seed), ghosts, clusters);
      extended += contrast(ExtendedIsolationForest.fit(table, 100, 256, 1, seed), ghosts, clusters);
    }
    assertThat(standard).isPositive();
    assertThat(extended).isGreaterThan(1.3 * standard);
  }

  @Test
  void levelZeroFindsTheOutliersOfMammographyAsTheStandardForestDoes() throws IOException {
    LabelledTable table = LabelledTable.shared("mammography");
    FeatureTable rows = FeatureTable.of(table.rows());
    double standard = table.meanAuroc(5, seed -> IsolationForest.fit(rows, 100, 256, seed));
    double levelZero =
        table.meanAuroc(5, seed -> ExtendedIsolationForest.fit(rows, 100, 256, 0, seed));
    // Standard deviation over seeds 0.007, so 0.0045 of a difference of two means of five.
    assertThat(levelZero).isCloseTo(standard, within(0.012));
  }

  @Property(tries = 60)
  void contributionsSumUpToTheScore(Any any) {
    long seed = any.number();
    int extension = any.between(0, 6);
    float[][] rows = LabelledTable.gaussian(120, 5, seed);
    for (float[] row : rows) {
      row[3] = 2;
      row[4] = Math.round(row[4]);
    }
    IsolationForest forest =
        ExtendedIsolationForest.fit(FeatureTable.of(rows), 20, 64, extension, seed);
    double[] contributions = new double[5];
    for (float[] row : LabelledTable.gaussian(5, 5, seed + 1)) {
      row[0] *= 1e30f;
      forest.contributions(row, contributions);
      assertThat(contributions[3]).isZero();
      assertThat(Arrays.stream(contributions).sum())
          .isCloseTo(1 + Math.log(forest.score(row)) / Math.log(2), within(1e-9));
    }
  }

  @Test
  void theFeatureThatMakesAnOutlierContributesMost() {
    FeatureTable rows = FeatureTable.of(LabelledTable.gaussian(500, 6, 4));
    IsolationForest forest = ExtendedIsolationForest.fit(rows, 200, 256, 2, 1);
    double[] contributions = new double[6];
    for (int planted = 0; planted < 6; planted++) {
      float[] row = new float[6];
      row[planted] = 9;
      forest.contributions(row, contributions);
      assertThat(contributions[planted])
          .isPositive()
          .isEqualTo(Arrays.stream(contributions).max().orElseThrow());
    }
  }

  @Test
  void theSameSampleAndSeedGiveTheSameModel() {
    FeatureTable rows = FeatureTable.of(LabelledTable.gaussian(300, 3, 2));
    byte[] state = States.bytes(ExtendedIsolationForest.fit(rows, 50, 64, 1, 9));
    assertThat(States.bytes(ExtendedIsolationForest.fit(rows, 50, 64, 1, 9))).isEqualTo(state);
    assertThat(States.bytes(ExtendedIsolationForest.fit(rows, 50, 64, 1, 8))).isNotEqualTo(state);
  }

  @Test
  void infinityIsFarAndNaNIsRefused() {
    IsolationForest forest =
        ExtendedIsolationForest.fit(
            FeatureTable.of(LabelledTable.gaussian(300, 3, 1)), 50, 64, 2, 1);
    float[] far = {Float.POSITIVE_INFINITY, 0, 0};
    assertThat(forest.score(far)).isGreaterThan(0.6);
    double[] contributions = new double[3];
    forest.contributions(far, contributions);
    assertThat(Arrays.stream(contributions).sum())
        .isCloseTo(1 + Math.log(forest.score(far)) / Math.log(2), within(1e-9));
    assertThatThrownBy(() -> forest.score(new float[] {0, 0, Float.NaN}))
        .hasMessage("NaN in column 2");
  }

  @Test
  void degenerateSamplesMakeAModel() {
    IsolationForest one =
        ExtendedIsolationForest.fit(FeatureTable.of(new float[][] {{1, 2}}), 10, 256, 1, 1);
    assertThat(one.score(new float[] {9, 9})).isEqualTo(0.5);
    IsolationForest constant =
        ExtendedIsolationForest.fit(FeatureTable.of(new float[100][3]), 10, 256, 1, 1);
    assertThat(constant.score(new float[3])).isEqualTo(0.5);
    assertThatThrownBy(
            () -> ExtendedIsolationForest.fit(FeatureTable.of(new float[9][3]), 10, 256, -1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** By how much ghosts score higher than clusters. */
  private static double contrast(AnomalyModel model, float[][] ghosts, float[][] clusters) {
    return Arrays.stream(ghosts).mapToDouble(model::score).average().orElseThrow()
        - Arrays.stream(clusters).mapToDouble(model::score).average().orElseThrow();
  }

  private static float[][] twoClusters(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] table = new float[rows][2];
    for (float[] row : table) {
      boolean upper = random.nextBoolean();
      row[0] = (float) random.nextGaussian() + (upper ? 0 : 10);
      row[1] = (float) random.nextGaussian() + (upper ? 10 : 0);
    }
    return table;
  }
}
