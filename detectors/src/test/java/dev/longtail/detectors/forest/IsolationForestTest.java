package dev.longtail.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.detectors.model.LabelledTable;
import dev.longtail.detectors.window.States;
import dev.longtail.udfs.features.FeatureRow;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IsolationForestTest {
  @Test
  void averagePathLengthIsEquationOne() {
    assertThat(IsolationForest.averagePathLength(0)).isZero();
    assertThat(IsolationForest.averagePathLength(1)).isZero();
    assertThat(IsolationForest.averagePathLength(2)).isEqualTo(1);
    // Liu et al. 2008 normalise by c(256) = 10.24.
    assertThat(IsolationForest.averagePathLength(256)).isCloseTo(10.2448, within(1e-3));
  }

  @Test
  void treesAreAsHighAsTheirRowsNeedOnAverage() {
    assertThat(IntStream.of(1, 2, 3, 4, 5, 256, 257).map(IsolationForest::heightLimit))
        .containsExactly(0, 1, 2, 2, 3, 8, 9);
  }

  @Test
  void anOutlierScoresHighAndAnInlierLow() {
    IsolationForest forest = fit(LabelledTable.gaussian(500, 4, 1), 100, 256, 7);
    assertThat(forest.score(new float[] {8, -8, 8, 8})).isGreaterThan(0.7);
    assertThat(forest.score(new float[] {0, 0, 0, 0})).isLessThan(0.45);
  }

  @Test
  void theSameSampleAndSeedGiveTheSameModel() {
    float[][] rows = LabelledTable.gaussian(300, 3, 2);
    float[] probe = {1, 2, 3};
    double score = fit(rows, 50, 64, 9).score(probe);
    assertThat(fit(rows, 50, 64, 9).score(probe)).isEqualTo(score);
    assertThat(fit(rows, 50, 64, 10).score(probe)).isNotEqualTo(score);
  }

  @Test
  void degenerateSamplesMakeAModel() {
    assertThat(fit(new float[][] {{1, 2}}, 10, 256, 1).score(new float[] {9, 9})).isEqualTo(0.5);
    assertThat(fit(new float[100][3], 10, 256, 1).score(new float[3])).isEqualTo(0.5);
  }

  @Test
  void whatMakesNoForestIsRefused() {
    assertThatThrownBy(() -> fit(new float[0][], 10, 256, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fit(new float[5][2], 0, 256, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fit(new float[5][2], 10, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new IsolationForestDetector(10, 256, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void defaultsAreThePublishedOnes() {
    assertThat(IsolationForestDetector.DEFAULT).isEqualTo(new IsolationForestDetector(100, 256, 0));
  }

  @Test
  void aSampleThatIsNotFiniteIsRefused() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[][] rows = LabelledTable.gaussian(20, 3, 1);
      rows[17][2] = bad;
      assertThatThrownBy(() -> fit(rows, 1, 2, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("row 17, column 2");
      assertThatThrownBy(() -> IsolationForest.fit(sparse(rows), 1, 2, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("row 17, column 2");
    }
  }

  @Test
  void aRowMayBeInfiniteButNotNaN() {
    IsolationForest forest = fit(LabelledTable.gaussian(300, 3, 1), 50, 64, 1);
    assertThat(forest.score(new float[] {Float.POSITIVE_INFINITY, 0, Float.NEGATIVE_INFINITY}))
        .isEqualTo(forest.score(new float[] {Float.MAX_VALUE, 0, -Float.MAX_VALUE}));
    float[] row = {0, Float.NaN, 0};
    assertThatThrownBy(() -> forest.score(row)).hasMessage("NaN in column 1");
    assertThatThrownBy(() -> forest.contributions(row, new double[3]))
        .hasMessage("NaN in column 1");
    assertThatThrownBy(() -> forest.isolation(featureRow(row))).hasMessage("NaN in column 1");
  }

  @Property(tries = 200)
  void aRowGoesWhereComparisonsSendIt(Any any) {
    float[] row = awkward(any);
    assertThat(AWKWARD.score(row)).isCloseTo(AWKWARD_PLAIN.score(row), within(1e-12));
  }

  @Property(tries = 20)
  void aSparseTableGivesTheForestOfTheSameDenseOne(Any any) {
    long seed = any.number();
    float[][] rows = counts(200, 70, 0.06, seed);
    IsolationForest dense = fit(rows, 10, 64, seed);
    IsolationForest sparse = IsolationForest.fit(sparse(rows), 10, 64, seed);
    assertThat(States.bytes(sparse)).isEqualTo(States.bytes(dense));
    for (float[] row : rows) {
      assertThat(sparse.isolation(featureRow(row)))
          .isCloseTo(1 + Math.log(dense.score(row)) / Math.log(2), within(1e-12));
    }
  }

  /** Eight columns, of which 1, 2 and 6 vary: each has the same chance to be the first split. */
  @Test
  void aSplitTakesEachVaryingAttributeWithEqualChance() {
    float[][] rows = new float[64][8];
    SplittableRandom random = new SplittableRandom(3);
    for (float[] row : rows) {
      row[0] = 5;
      row[1] = (float) random.nextGaussian();
      row[2] = random.nextInt(2);
      row[6] = 1000 * (float) random.nextDouble();
    }
    int trees = 6000;
    int[] taken = new int[8];
    for (int root : PlainForest.of(fit(rows, trees, 64, 5)).rootAttributes()) {
      taken[root]++;
    }
    assertThat(taken[1] + taken[2] + taken[6]).isEqualTo(trees);
    // Four standard deviations of a binomial with p = 1/3.
    for (int column : new int[] {1, 2, 6}) {
      assertThat((double) taken[column])
          .isCloseTo(trees / 3.0, within(4 * Math.sqrt(trees * 2 / 9.0)));
    }
  }

  @Test
  void aThresholdIsUniformBetweenLeastAndGreatestValue() {
    float[][] rows = new float[50][1];
    rows[7][0] = 3;
    double[] thresholds = PlainForest.of(fit(rows, 4000, 50, 2)).rootThresholds();
    // Mean and variance of a uniform variable on [0, 3]: 1.5 and 0.75.
    double mean = Arrays.stream(thresholds).average().orElseThrow();
    double variance =
        Arrays.stream(thresholds).map(t -> (t - mean) * (t - mean)).average().orElseThrow();
    assertThat(mean).isCloseTo(1.5, within(0.06));
    assertThat(variance).isCloseTo(0.75, within(0.04));
  }

  @Property
  void aThresholdLeavesRowsOnBothSides(Any any) {
    float one = finite(any);
    float other = finite(any);
    double uniform = any.fraction();
    float min = Math.min(one, other);
    float max = Math.max(one, other);
    if (min < max) {
      float threshold = AxisParallelGrowth.threshold(min, max, uniform);
      assertThat(min < threshold).isTrue();
      assertThat(max < threshold).isFalse();
    }
  }

  @Property(tries = 100)
  void contributionsSumUpToTheScore(Any any) {
    long seed = any.number();
    float[][] rows = counts(150, 12, 0.4, seed);
    IsolationForest forest = fit(rows, 30, 128, seed);
    double[] contributions = new double[12];
    for (float[] row : LabelledTable.gaussian(5, 12, seed)) {
      forest.contributions(row, contributions);
      assertThat(Arrays.stream(contributions).sum())
          .isCloseTo(1 + Math.log(forest.score(row)) / Math.log(2), within(1e-9));
    }
  }

  @Test
  void theFeatureThatMakesAnOutlierContributesMost() {
    FeatureTable rows = FeatureTable.of(LabelledTable.gaussian(500, 20, 4));
    IsolationForest forest = IsolationForest.fit(rows, 200, 256, 1);
    double[] contributions = new double[20];
    for (int planted = 0; planted < 20; planted++) {
      float[] row = new float[20];
      row[planted] = 9;
      forest.contributions(row, contributions);
      assertThat(contributions[planted])
          .isPositive()
          .isEqualTo(Arrays.stream(contributions).max().orElseThrow());
    }
  }

  @Test
  void nothingContributesWhereNothingIsIsolated() {
    double[] contributions = {7, 7};
    fit(new float[][] {{1, 2}}, 10, 256, 1).contributions(new float[] {9, 9}, contributions);
    assertThat(contributions).containsOnly(0);
  }

  /** Zeros, both signs, neighbours of the values that were fitted on, extremes. */
  /** Values at, and next to, those that the rows of the awkward forest have. */
  private static float[] awkward(Any any) {
    float[] row = new float[4];
    for (int i = 0; i < row.length; i++) {
      float fitted = any.between(-3, 3);
      row[i] =
          any.of(
              fitted,
              Math.nextUp(fitted),
              Math.nextDown(fitted),
              any.of(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, any.finiteFloat()),
              any.of(-0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE),
              (float) (8 * any.fraction() - 4));
    }
    return row;
  }

  /** Finite numbers, among them neighbours. */
  private static float finite(Any any) {
    return any.of(any.finiteFloat(), 0f, -0f, Float.MIN_VALUE, 1f, Math.nextUp(1f));
  }

  private static final IsolationForest AWKWARD = fit(awkwardRows(), 101, 128, 8);
  private static final PlainForest AWKWARD_PLAIN = PlainForest.of(AWKWARD);

  private static float[][] awkwardRows() {
    SplittableRandom random = new SplittableRandom(6);
    float[][] rows = new float[200][4];
    for (float[] row : rows) {
      row[0] = random.nextInt(7) - 3;
      row[1] = random.nextBoolean() ? 0.0f : -Float.MIN_VALUE;
      row[2] = random.nextInt(20) == 0 ? Float.MAX_VALUE : -1;
      row[3] = Math.nextUp((float) random.nextInt(3)) * (random.nextBoolean() ? 1 : -1);
    }
    return rows;
  }

  /** Rows of small counts of which most are 0. */
  private static float[][] counts(int rows, int columns, double density, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] table = new float[rows][columns];
    for (float[] row : table) {
      for (int column = 0; column < columns; column++) {
        row[column] = random.nextDouble() < density ? 1 + random.nextInt(3) : 0;
      }
    }
    return table;
  }

  private static FeatureTable.Sparse sparse(float[][] rows) {
    FeatureTable.Sparse table = new FeatureTable.Sparse(rows[0].length);
    for (float[] row : rows) {
      table.add(featureRow(row));
    }
    return table;
  }

  private static FeatureRow featureRow(float[] values) {
    FeatureRow row = new FeatureRow(values.length);
    for (int column = 0; column < values.length; column++) {
      row.set(column, values[column]);
    }
    return row;
  }

  private static IsolationForest fit(float[][] rows, int trees, int subsample, long seed) {
    return IsolationForest.fit(FeatureTable.of(rows), trees, subsample, seed);
  }
}
