package dev.longtail.detectors.duplicates;

import dev.longtail.udfs.embedding.EmbeddingModel;
import java.io.Serializable;
import java.util.Locale;

/**
 * Decides whether a line is a near-duplicate of an exemplar. It is if their templates are equal, or
 * if the cosine of their templates' embeddings is greater than a threshold. If the rule asks for
 * it, their {@link dev.longtail.udfs.shape.CommandShape}s must be equal as well; then {@link
 * dev.longtail.udfs.shape.PlainTemplate}s are compared in the templates' place.
 *
 * <p>The decision depends on these two lines alone. It is the same whatever else an index holds and
 * however the index searches.
 *
 * @param cosine the threshold; the cosine of the embeddings must be greater
 * @param sameShape whether the shapes must be equal too. Embeddings rate a swapped flag or another
 *     encoded payload as closer than a renamed path
 */
public record NearDuplicateRule(double cosine, boolean sameShape) implements Serializable {
  /** The published rule: the cosine alone (Gelman and Bergeron 2025). */
  public static final NearDuplicateRule PUBLISHED = new NearDuplicateRule(0.8, false);

  /** The rules by name. */
  public enum Kind {
    /** Equal shapes, and equal templates or a cosine above a calibrated threshold. */
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

  /** Refuses a number that is no cosine. */
  public NearDuplicateRule {
    if (!(cosine >= -1 && cosine <= 1)) {
      throw new IllegalArgumentException("a cosine threshold of " + cosine + "; -1 to 1, e.g. 0.8");
    }
  }

  /**
   * The rule with equal shapes. Its cosine is what {@code longtail calibrate} found for {@code
   * model}, or the published cosine if the model was not calibrated.
   */
  public static NearDuplicateRule shapes(EmbeddingModel model) {
    return new NearDuplicateRule(model.calibratedCosine().orElse(PUBLISHED.cosine), true);
  }
}
