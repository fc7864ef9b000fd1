package dev.longtail.job.cli;

import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.Settings;
import dev.longtail.udfs.embedding.EmbeddingModel;

/** Warns of a near-duplicate threshold that is not calibrated for the model. */
final class NearDuplicateWarning {
  private NearDuplicateWarning() {}

  /**
   * Warns on stderr if the rule must use the published cosine because {@code model} is not
   * calibrated.
   */
  static void of(Settings settings, EmbeddingModel model) {
    if (settings.get(Catalogue.NEAR_DUPLICATES) == NearDuplicateRule.Kind.SHAPES
        && settings.get(Catalogue.THRESHOLD) == null
        && model.calibratedCosine().isEmpty()) {
      System.err.printf(
          "longtail: embedding model %s is not calibrated, so near-duplicates are told by the"
              + " published cosine %s; run longtail calibrate%n",
          model.name(), NearDuplicateRule.PUBLISHED.cosine());
    }
  }
}
