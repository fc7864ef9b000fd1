package dev.longtail.detectors.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.detectors.distance.PcaReconstructionDetector;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandardizationTest {
  @Test
  void anomaliesMoveNeitherNumberFar() {
    Standardization usual = Standardization.of(new double[] {1, 2, 3, 4, 5});
    assertThat(usual).isEqualTo(new Standardization(3, 1.4826));
    assertThat(Standardization.of(new double[] {1, 2, 3, 4, 1e9})).isEqualTo(usual);
  }

  @Test
  void equalScoresFallBack() {
    assertThat(Standardization.of(new double[] {2, 2, 2, 2, 7}))
        .isEqualTo(new Standardization(2, 1.2533));
    assertThat(Standardization.of(new double[] {2, 2})).isEqualTo(new Standardization(2, 1));
  }

  @Test
  void survivesItsState() throws IOException {
    Standardization written = new Standardization(-0.25, 3);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    written.write(new DataOutputStream(bytes));
    assertThat(
            Standardization.read(
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
        .isEqualTo(written);
  }

  @Test
  void numbersThatStandardiseNothingAreRefused() {
    assertThatThrownBy(() -> new Standardization(0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Standardization(Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void contributionsSumToTheScoreLessTheCentre() {
    FeatureTable sample = FeatureTable.of(LabelledTable.gaussian(300, 4, 1));
    StandardizedModel model =
        StandardizedModel.of(PcaReconstructionDetector.DEFAULT.fit(sample, 1), sample);
    float[] row = {1, 5, -2, 0};
    double[] contributions = new double[4];
    model.contributions(row, contributions);
    Standardization of = model.standardization();
    assertThat(Arrays.stream(contributions).sum())
        .isCloseTo(model.score(row) + of.centre() / of.scale(), within(1e-4));
    EnsembleModel twice = new EnsembleModel(List.of(model, model));
    assertThat(twice.score(row)).isEqualTo(model.score(row));
  }

  @Test
  void aRowsShardDependsOnItsValuesOnly() {
    float[][] rows = LabelledTable.gaussian(300, 4, 2);
    float[][] withNegativeZero = rows.clone();
    rows[0] = new float[] {0, 1, 2, 3};
    withNegativeZero[0] = new float[] {-0f, 1, 2, 3};
    Detector detector = new ShardedDetector(PcaReconstructionDetector.DEFAULT, 4);
    AnomalyModel one = detector.fit(FeatureTable.of(rows), 1);
    AnomalyModel other = detector.fit(FeatureTable.of(withNegativeZero), 1);
    assertThat(((EnsembleModel) one).members()).hasSize(4);
    assertThat(other.score(rows[7])).isEqualTo(one.score(rows[7]));
  }
}
