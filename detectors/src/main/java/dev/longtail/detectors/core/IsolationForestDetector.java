package dev.longtail.detectors.core;

/**
 * {@link IsolationForest} with its settings.
 *
 * @param trees number of trees
 * @param subsample rows a tree grows on
 */
public record IsolationForestDetector(int trees, int subsample) implements Detector {
  /** Its name in results. */
  public static final String NAME = "isolation-forest";

  /** The settings of Liu et al. 2008, section 3. */
  public static final IsolationForestDetector DEFAULT = new IsolationForestDetector(100, 256);

  /** Refuses settings that make no forest. */
  public IsolationForestDetector {
    if (trees < 1 || subsample < 2) {
      throw new IllegalArgumentException(trees + " trees, subsamples of " + subsample);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public IsolationForest fit(FeatureTable sample, long seed) {
    return IsolationForest.fit(sample, trees, subsample, seed);
  }
}
