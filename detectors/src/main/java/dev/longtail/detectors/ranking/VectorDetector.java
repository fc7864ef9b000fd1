package dev.longtail.detectors.ranking;

import dev.longtail.detectors.model.AnomalyModel;
import dev.longtail.detectors.model.Detector;
import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.detectors.window.Line;
import java.util.List;

/**
 * Scores lines by their vectors alone.
 *
 * @param detector fits a model on the vectors
 */
public record VectorDetector(Detector detector) implements LineDetector {
  @Override
  public String name() {
    return detector.name();
  }

  @Override
  public double[] scores(List<Line> sample, long seed) {
    FeatureTable table = FeatureTable.of(sample.stream().map(Line::vector).toArray(float[][]::new));
    AnomalyModel model = detector.fit(table, seed);
    return sample.stream().mapToDouble(line -> model.score(line.vector())).toArray();
  }
}
