package dev.longtail.detectors.forest;

import dev.longtail.detectors.model.Detector;
import dev.longtail.detectors.model.FeatureTable;

/**
 * {@link IsolationForest} with its settings.
 *
 * @param trees number of trees
 * @param subsample rows a tree grows on
 * @param extension attributes of a split beyond the first: 0 for the forest of Liu et al. 2008,
 *     more for {@link ExtendedIsolationForest}
 */
public record IsolationForestDetector(int trees, int subsample, int extension) implements Detector {
  /** Its name in results. */
  public static final String NAME = "isolation-forest";

  /** The settings of Liu et al. 2008, section 3. */
  public static final IsolationForestDetector DEFAULT = new IsolationForestDetector(100, 256);

  /** Refuses settings that are out of range. */
  public IsolationForestDetector {
    if (trees < 1 || subsample < 2 || extension < 0) {
      throw new IllegalArgumentException(
          "%d trees, subsamples of %d, extension %d; at least 1, 2 and 0"
              .formatted(trees, subsample, extension));
    }
  }

  /** Splits parallel to the axes. */
  public IsolationForestDetector(int trees, int subsample) {
    this(trees, subsample, 0);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public IsolationForest fit(FeatureTable sample, long seed) {
    return extension == 0
        ? IsolationForest.fit(sample, trees, subsample, seed)
        : ExtendedIsolationForest.fit(sample, trees, subsample, extension, seed);
  }
}
