package dev.longtail.detectors.distance;

import dev.longtail.detectors.model.Detector;
import dev.longtail.detectors.model.FeatureTable;

/**
 * {@link KMeansDistance} with its settings.
 *
 * @param clusters number of centroids at most
 * @param trim share of the farthest rows that take no part in the fit, in [0, 0.5]
 */
public record KMeansDistanceDetector(int clusters, double trim) implements Detector {
  /** Its name in results. */
  public static final String NAME = "kmeans";

  /**
   * Eight centroids, a tenth trimmed: enough to follow the shape of usual rows, few enough that
   * none is left over for a group of anomalies of less than a tenth.
   */
  public static final KMeansDistanceDetector DEFAULT = new KMeansDistanceDetector(8, 0.1);

  /** Refuses settings that make no clusters. */
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
