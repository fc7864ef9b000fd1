package dev.longtail.detectors.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.detectors.distance.KMeansDistanceDetector;
import dev.longtail.detectors.distance.PcaReconstructionDetector;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for k-means distance and PCA reconstruction alike. */
class ModelsTest {
  static Stream<Detector> detectors() {
    return Stream.of(
        KMeansDistanceDetector.DEFAULT,
        PcaReconstructionDetector.DEFAULT,
        new ShardedDetector(KMeansDistanceDetector.DEFAULT, 3),
        new ShardedDetector(PcaReconstructionDetector.DEFAULT, 3));
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void anOutlierScoresAboveEveryUsualRow(Detector detector) {
    float[][] rows = LabelledTable.gaussian(500, 4, 1);
    AnomalyModel model = detector.fit(FeatureTable.of(rows), 7);
    double highest = Arrays.stream(rows).mapToDouble(model::score).max().orElseThrow();
    assertThat(model.score(new float[] {8, -8, 8, 8})).isGreaterThan(highest);
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void theSameSampleAndSeedGiveTheSameModel(Detector detector) {
    float[][] rows = LabelledTable.gaussian(600, 5, 2);
    AnomalyModel one = detector.fit(FeatureTable.of(rows), 9);
    AnomalyModel other = detector.fit(FeatureTable.of(rows), 9);
    for (float[] row : LabelledTable.gaussian(50, 5, 3)) {
      assertThat(other.score(row)).isEqualTo(one.score(row));
    }
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void degenerateSamplesMakeAModel(Detector detector) {
    float[][] equal = new float[100][3];
    float[][] oneColumn = LabelledTable.gaussian(40, 1, 4);
    float[][] fewerRowsThanColumns = LabelledTable.gaussian(5, 20, 5);
    float[][] huge = LabelledTable.gaussian(50, 2, 6);
    huge[0][0] = (float) 1e18;
    for (float[][] rows :
        new float[][][] {{{1, 2}}, equal, oneColumn, fewerRowsThanColumns, huge}) {
      AnomalyModel model = detector.fit(FeatureTable.of(rows), 1);
      float[] far = new float[rows[0].length];
      Arrays.fill(far, 1e6f);
      assertThat(model.score(rows[0])).isFinite();
      assertThat(model.score(far)).isFinite().isGreaterThan(model.score(rows[1 % rows.length]));
    }
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void valuesThatAreNotFiniteAreRefused(Detector detector) {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> detector.fit(FeatureTable.of(new float[][] {{1, 1}, {1, bad}}), 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property(tries = 40)
  void contributionsSumToTheScore(Any any) {
    int count = any.between(1, 60);
    int columns = any.between(1, 19);
    long seed = any.number();
    float[][] rows = LabelledTable.gaussian(count, columns, seed);
    for (Detector detector :
        new Detector[] {KMeansDistanceDetector.DEFAULT, PcaReconstructionDetector.DEFAULT}) {
      AnomalyModel model = detector.fit(FeatureTable.of(rows), seed);
      double[] contributions = new double[columns];
      for (float[] row : LabelledTable.gaussian(5, columns, ~seed)) {
        model.contributions(row, contributions);
        double score = model.score(row);
        assertThat(Arrays.stream(contributions).sum()).isCloseTo(score, within(1e-4 * (1 + score)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void theOddColumnContributesMost(Detector detector) {
    AnomalyModel model = detector.fit(FeatureTable.of(LabelledTable.gaussian(2000, 6, 8)), 1);
    float[] row = new float[6];
    row[4] = 9;
    double[] contributions = new double[6];
    model.contributions(row, contributions);
    for (int c = 0; c < 6; c++) {
      assertThat(contributions[4]).isGreaterThanOrEqualTo(contributions[c]);
    }
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void unitsOfTheColumnsDoNotMatter(Detector detector) {
    float[][] rows = LabelledTable.gaussian(400, 3, 9);
    float[][] scaled = Arrays.stream(rows).map(ModelsTest::inOtherUnits).toArray(float[][]::new);
    if (detector instanceof ShardedDetector) {
      return; // rows of other units hash to other shards
    }
    AnomalyModel model = detector.fit(FeatureTable.of(rows), 3);
    AnomalyModel other = detector.fit(FeatureTable.of(scaled), 3);
    for (float[] row : LabelledTable.gaussian(20, 3, 10)) {
      assertThat(other.score(inOtherUnits(row))).isCloseTo(model.score(row), within(1e-3));
    }
  }

  private static float[] inOtherUnits(float[] row) {
    return new float[] {row[0] * 1024, row[1] / 1024, row[2]};
  }
}
