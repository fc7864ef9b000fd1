package dev.longtail.detectors.duplicates;

/**
 * Two lines with a known answer (near-duplicates or not), and the parts that a rule compares.
 *
 * @param kind the way in which the pair was made, e.g. {@code flag-swap}
 * @param duplicate whether they are near-duplicates in truth
 * @param sameTemplate whether their templates are equal
 * @param sameShape whether their shapes are equal
 * @param cosine of their templates' embeddings
 */
public record MeasuredPair(
    String kind, boolean duplicate, boolean sameTemplate, boolean sameShape, double cosine) {
  /** Measures two lines. */
  public static MeasuredPair of(String kind, boolean duplicate, EmbeddedLine a, EmbeddedLine b) {
    return new MeasuredPair(
        kind, duplicate, a.template() == b.template(), a.shape() == b.shape(), a.cosine(b));
  }

  /** Whether {@code rule} merges them. */
  boolean merged(NearDuplicateRule rule) {
    return (sameShape || !rule.sameShape()) && (sameTemplate || cosine > rule.cosine());
  }
}
