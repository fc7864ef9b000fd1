package dev.longtail.detectors.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.detectors.model.AnomalyModel;
import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.detectors.model.LabelledTable;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KMeansDistanceTest {
  @Test
  void aGroupOfAnomaliesGetsNoCentroidOfItsOwn() {
    float[][] rows = LabelledTable.gaussian(1000, 2, 1);
    for (int i = 0; i < 50; i++) {
      rows[i][0] += 30;
      rows[i][1] += 30;
    }
    AnomalyModel model = KMeansDistanceDetector.DEFAULT.fit(FeatureTable.of(rows), 5);
    assertThat(model.score(new float[] {30, 30})).isGreaterThan(5);
    assertThat(model.score(new float[] {0, 0})).isLessThan(2);
  }

  @Test
  void aTightClusterDoesNotMakeItsNeighboursAnomalies() {
    SplittableRandom random = new SplittableRandom(2);
    float[][] rows = LabelledTable.gaussian(1000, 2, 3);
    for (int i = 0; i < 200; i++) {
      rows[i][0] = 6 + (float) (1e-6 * random.nextGaussian());
      rows[i][1] = 6;
    }
    AnomalyModel model = KMeansDistanceDetector.DEFAULT.fit(FeatureTable.of(rows), 5);
    assertThat(model.score(new float[] {6, 6.1f})).isLessThan(2);
  }

  @Test
  void moreClustersThanRows() {
    float[][] rows = LabelledTable.gaussian(3, 2, 4);
    AnomalyModel model = new KMeansDistanceDetector(50, 0).fit(FeatureTable.of(rows), 1);
    assertThat(model.score(rows[0])).isLessThan(1e-3);
  }

  @Test
  void settingsThatMakeNoClustersAreRefused() {
    assertThatThrownBy(() -> new KMeansDistanceDetector(0, 0.1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new KMeansDistanceDetector(8, 0.6))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Plain k-means reaches 0.780 with 8 centroids, 0.801 with 32. */
  @Test
  void findsTheOutliersOfMammography() throws IOException {
    LabelledTable table = LabelledTable.shared("mammography");
    assertThat(table.meanAuroc(KMeansDistanceDetector.DEFAULT)).isGreaterThan(0.82);
  }

  /** Plain k-means reaches 0.680 with 8 centroids, 0.562 with 32: outliers have their own. */
  @Test
  void findsTheOutliersOfShuttle() throws IOException {
    LabelledTable table = LabelledTable.shared("shuttle");
    assertThat(table.meanAuroc(KMeansDistanceDetector.DEFAULT)).isGreaterThan(0.98);
  }
}
