package dev.longtail.detectors.distance;

import dev.longtail.detectors.model.Detector;
import dev.longtail.detectors.model.FeatureTable;

/**
 * {@link KMeansDistance} with its settings.
 *
 * @param clusters the largest number of centroids
 * @param trim share of the farthest rows that are left out of the fit, in [0, 0.5]
 */
public record KMeansDistanceDetector(int clusters, double trim) implements Detector {
  /** Its name in results. */
  public static final String NAME = "kmeans";

  /**
   * Eight centroids, 10 % trimmed. They are enough to follow the shape of usual rows. They are few
   * enough that no centroid is left for a group of anomalies smaller than 10 %.
   */
  public static final KMeansDistanceDetector DEFAULT = new KMeansDistanceDetector(8, 0.1);

  /** Refuses settings that are out of range. */
  public KMeansDistanceDetector {
    if (clusters < 1 || !(trim >= 0 && trim <= 0.5)) {
      throw new IllegalArgumentException(clusters + " clusters, " + trim + " trimmed");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public KMeansDistance fit(FeatureTable sample, long seed) {
    return KMeansDistance.fit(sample, clusters, trim, seed);
  }
}
