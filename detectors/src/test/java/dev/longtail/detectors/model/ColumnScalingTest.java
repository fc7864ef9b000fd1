package dev.longtail.detectors.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.distance.KMeansDistanceDetector;
import dev.longtail.detectors.distance.PcaReconstructionDetector;
import dev.longtail.detectors.forest.IsolationForestDetector;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns of any size beside columns that tell the outliers. */
class ColumnScalingTest {
  private static final List<Detector> DETECTORS =
      List.of(
          IsolationForestDetector.DEFAULT,
          KMeansDistanceDetector.DEFAULT,
          PcaReconstructionDetector.DEFAULT);

  @ParameterizedTest
  @ValueSource(
      doubles = {0, 1e-30, 7, -5000, 12_345, 3e6, 1e8, 1.7e9, 4e9, -1e12, 1e12, 3e15, 1e18, 1e30})
  void aConstantColumnHidesNothing(double constant) {
    assertOutliersAreFound(i -> constant, 1);
    assertOutliersAreFound(i -> constant, 1e-3);
    assertOutliersAreFound(i -> constant, 1e4);
  }

  @Test
  void anEpochHidesNothing() {
    assertOutliersAreFound(i -> 1.7e9 + i, 1);
    assertOutliersAreFound(i -> 1.7e12 + 1000.0 * i, 1);
    assertOutliersAreFound(i -> 1.7e9 + 60.0 * (i * 7919 % 320), 1);
    SplittableRandom random = new SplittableRandom(4);
    assertOutliersAreFound(i -> 2e9 + 1e-3 * random.nextDouble(), 1);
    assertOutliersAreFound(i -> 2e9 + 86_400 * random.nextDouble(), 1);
  }

  @Test
  void aLargeColumnOfTwoValuesHidesNothing() {
    assertOutliersAreFound(i -> i % 2 == 0 ? 1e12 : -1e12, 1);
  }

  /** 300 usual rows and 6 whose second and third columns are eight deviations off. */
  private static void assertOutliersAreFound(IntToDoubleFunction first, double unit) {
    float[][] gaussian = LabelledTable.gaussian(306, 2, 8);
    float[][] rows = new float[306][];
    boolean[] isOutlier = new boolean[306];
    for (int i = 0; i < rows.length; i++) {
      isOutlier[i] = i % 51 == 50;
      double b = isOutlier[i] ? 8 : gaussian[i][0];
      double c = isOutlier[i] ? 8 : gaussian[i][1];
      rows[i] =
          new float[] {(float) first.applyAsDouble(i), (float) (unit * b), (float) (unit * c)};
    }
    LabelledTable table = new LabelledTable(rows, isOutlier);
    for (Detector detector : DETECTORS) {
      double auroc = table.auroc(detector.fit(FeatureTable.of(rows), 1));
      assertThat(auroc).as("%s, %s, %s", detector.name(), rows[0][0], unit).isEqualTo(1.0);
    }
  }

  /** On a sphere, all columns are in its unit: the scale of none may be told from its values. */
  @Test
  void rowsOfEqualLengthStayAsTheyAre() {
    for (float noise : new float[] {0.1f, 1, 10}) {
      float[][] rows = LabelledTable.gaussian(400, 24, 5);
      for (float[] row : rows) {
        double square = 0;
        for (int c = 0; c < row.length; c++) {
          row[c] = 1 + noise * row[c];
          square += row[c] * row[c];
        }
        for (int c = 0; c < row.length; c++) {
          row[c] /= (float) Math.sqrt(square);
        }
      }
      float[] scaled = new float[24];
      ColumnScaling.fit(FeatureTable.of(rows), 1).apply(rows[7], scaled, 0);
      assertThat(scaled).isEqualTo(rows[7]);
    }
  }
}
