package dev.longtail.detectors.duplicates;

import dev.longtail.udfs.embedding.EmbeddingModel;
import java.io.Serializable;
import java.util.Locale;

/**
 * When a line is a near-duplicate of an exemplar: their templates are equal, or the cosine of their
 * templates' embeddings is greater than a threshold; and, if the rule asks for it, their {@link
 * dev.longtail.udfs.shape.CommandShape}s are equal.
 *
 * <p>Whether two lines are near-duplicates depends on these two lines alone, so a decision is the
 * same whatever else an index holds and however it searches.
 *
 * @param cosine the cosine of their embeddings must be greater
 * @param sameShape whether their shapes must be equal too: embeddings take a swapped flag or
 *     another encoded payload for closer than a renamed path
 */
public record NearDuplicateRule(double cosine, boolean sameShape) implements Serializable {
  /** The published rule: the cosine alone (Gelman and Bergeron 2025). */
  public static final NearDuplicateRule PUBLISHED = new NearDuplicateRule(0.8, false);

  /** The rules by name. */
  public enum Kind {
    /** Templates or a calibrated cosine, where shapes agree. */
    SHAPES,
    /** The published rule. */
    PUBLISHED;

    /** The rule for embeddings of {@code model}. */
    public NearDuplicateRule rule(EmbeddingModel model) {
      return this == SHAPES ? shapes(model) : NearDuplicateRule.PUBLISHED;
    }

    /** The name on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Refuses what is no cosine. */
  public NearDuplicateRule {
    if (!(cosine >= -1 && cosine <= 1)) {
      throw new IllegalArgumentException("a cosine threshold of " + cosine + "; -1 to 1, e.g. 0.8");
    }
  }

  /**
   * Equal shapes, and the cosine that {@code longtail calibrate} found for {@code model}; the
   * published cosine for a model that nobody calibrated.
   */
  public static NearDuplicateRule shapes(EmbeddingModel model) {
    return new NearDuplicateRule(model.calibratedCosine().orElse(PUBLISHED.cosine), true);
  }
}
