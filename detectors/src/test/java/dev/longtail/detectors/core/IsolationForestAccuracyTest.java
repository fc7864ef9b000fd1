package dev.longtail.detectors.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The mean AUROC over ten seeds, beside the mean and standard error of scikit-learn 1.2.1's forest
 * (100 trees of 256 rows) on the same tables.
 */
class IsolationForestAccuracyTest {
  private static final int SEEDS = 10;

  @ParameterizedTest
  @CsvSource({"mammography.csv, 0.8615, 0.0023", "shuttle.csv, 0.9970, 0.0002"})
  void findsTheOutliersAsWellAsScikitLearn(String name, double reference, double error)
      throws IOException {
    Tables.Labelled table = Tables.detectors(name);
    FeatureTable rows = FeatureTable.of(table.rows());
    double mean =
        IntStream.range(0, SEEDS)
            .mapToDouble(
                seed -> Tables.auroc(IsolationForestDetector.DEFAULT.fit(rows, seed), table))
            .average()
            .orElseThrow();
    assertThat(mean).isGreaterThan(reference - 2 * error);
  }
}
