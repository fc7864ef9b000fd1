package dev.longtail.detectors.distance;

import dev.longtail.detectors.model.Detector;
import dev.longtail.detectors.model.FeatureTable;

/**
 * {@link PcaReconstruction} with its setting.
 *
 * @param variance share of the variance that the kept components explain, in (0, 1]; the rest is
 *     taken as noise
 */
public record PcaReconstructionDetector(double variance) implements Detector {
  /** Its name in results. */
  public static final String NAME = "pca";

  /** The structure explains 80 % of the variance, as in the published comparison. */
  public static final PcaReconstructionDetector DEFAULT = new PcaReconstructionDetector(0.8);

  /** Refuses a share outside (0, 1]. */
  public PcaReconstructionDetector {
    if (!(variance > 0 && variance <= 1)) {
      throw new IllegalArgumentException("an explained share of variance of " + variance);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PcaReconstruction fit(FeatureTable sample, long seed) {
    return PcaReconstruction.fit(sample, variance, seed);
  }
}
