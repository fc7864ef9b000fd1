package dev.longtail.detectors.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.detectors.model.AnomalyModel;
import dev.longtail.detectors.model.ColumnScaling;
import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.detectors.model.LabelledTable;
import dev.longtail.detectors.model.Standardization;
import java.io.IOException;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class PcaReconstructionTest {
  @Test
  void covarianceAgreesWithCommonsMath() {
    float[][] rows = LabelledTable.gaussian(777, 11, 1);
    FeatureTable sample = FeatureTable.of(rows);
    ColumnScaling scaling = ColumnScaling.fit(sample, 1);
    double[][] scaled = new double[rows.length][11];
    float[] row = new float[11];
    for (int i = 0; i < rows.length; i++) {
      scaling.apply(rows[i], row, 0);
      for (int c = 0; c < 11; c++) {
        scaled[i][c] = row[c];
      }
    }
    RealMatrix expected =
        new org.apache.commons.math3.stat.correlation.Covariance(scaled, false)
            .getCovarianceMatrix();
    double[][] actual = Covariance.of(sample, scaling).matrix();
    for (int a = 0; a < 11; a++) {
      for (int b = 0; b < 11; b++) {
        assertThat(actual[a][b]).isCloseTo(expected.getEntry(a, b), within(1e-6));
      }
    }
  }

  @Test
  void noiseIsShrunkTowardsItsMeanByFewRows() {
    double[] eigenvalues = {8, 1, 0.5, 0.5};
    assertThat(PcaReconstruction.regularised(eigenvalues, 0.8, 1_000_000)[1])
        .isCloseTo(1, within(1e-5));
    // q = 1, σ² = 2/3, n = p = 4: half way.
    assertThat(PcaReconstruction.regularised(eigenvalues, 0.8, 4))
        .containsExactly(new double[] {8, 5.0 / 6, 3.5 / 6, 3.5 / 6}, within(1e-12));
    assertThat(PcaReconstruction.regularised(new double[] {1, 0}, 0.8, 1_000_000)[1])
        .isEqualTo(0.005);
  }

  @Test
  void aBrokenCorrelationStandsOut() {
    float[][] rows = LabelledTable.gaussian(1000, 2, 2);
    for (float[] row : rows) {
      row[1] = row[0] + 0.1f * row[1];
    }
    AnomalyModel model = PcaReconstructionDetector.DEFAULT.fit(FeatureTable.of(rows), 1);
    assertThat(model.score(new float[] {1.5f, -1.5f})).isGreaterThan(5);
    assertThat(model.score(new float[] {1.5f, 1.5f})).isLessThan(2);
  }

  @Test
  void aUsualRowScoresAboutOne() {
    float[][] rows = LabelledTable.gaussian(2000, 30, 3);
    AnomalyModel model = PcaReconstructionDetector.DEFAULT.fit(FeatureTable.of(rows), 1);
    assertThat(Standardization.of(model, FeatureTable.of(rows)).centre())
        .isCloseTo(1, within(0.05));
  }

  @Test
  void aShareThatIsNoneIsRefused() {
    for (double variance : new double[] {0, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> new PcaReconstructionDetector(variance))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** The plain reconstruction error reaches 0.7626. */
  @Test
  void findsTheOutliersOfMammography() throws IOException {
    LabelledTable table = LabelledTable.shared("mammography");
    assertThat(table.meanAuroc(PcaReconstructionDetector.DEFAULT)).isGreaterThan(0.85);
  }

  /** The plain reconstruction error reaches 0.6341. */
  @Test
  void findsTheOutliersOfShuttle() throws IOException {
    LabelledTable table = LabelledTable.shared("shuttle");
    assertThat(table.meanAuroc(PcaReconstructionDetector.DEFAULT)).isGreaterThan(0.98);
  }
}
