package dev.longtail.detectors.core;

import java.io.Serializable;

/**
 * When an anomaly is a near-duplicate of an exemplar.
 *
 * @param cosine the cosine of their embeddings must be greater
 * @param sameShape whether their {@link dev.longtail.udfs.core.CommandShape}s must be equal too
 */
public record NearDuplicateRule(double cosine, boolean sameShape) implements Serializable {
  /** The published rule: the cosine alone (Gelman and Bergeron 2025). */
  public static final NearDuplicateRule PUBLISHED = new NearDuplicateRule(0.8, false);

  /** Refuses what is no cosine. */
  public NearDuplicateRule {
    if (!(cosine >= -1 && cosine <= 1)) {
      throw new IllegalArgumentException("cosine threshold " + cosine);
    }
  }
}
