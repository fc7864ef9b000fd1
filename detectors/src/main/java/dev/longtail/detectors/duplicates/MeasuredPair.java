package dev.longtail.detectors.duplicates;

/**
 * Two lines with a known answer (near-duplicates or not), and the parts that a rule compares.
 *
 * @param kind the way in which the pair was made, e.g. {@code flag-swap}
 * @param duplicate whether they are near-duplicates in truth
 * @param sameTemplate whether their templates are equal; of lines of equal shape, whether their
 *     plain templates are
 * @param sameShape whether their shapes are equal
 * @param cosine of their templates' embeddings
 */
public record MeasuredPair(
    String kind, boolean duplicate, boolean sameTemplate, boolean sameShape, double cosine) {
  /** Measures two lines. */
  public static MeasuredPair of(String kind, boolean duplicate, EmbeddedLine a, EmbeddedLine b) {
    boolean sameShape = a.shape() == b.shape();
    boolean sameTemplate =
        a.template() == b.template() || (sameShape && a.plainTemplate() == b.plainTemplate());
    return new MeasuredPair(kind, duplicate, sameTemplate, sameShape, a.cosine(b));
  }

  /** Whether {@code rule} merges them. */
  public boolean merged(NearDuplicateRule rule) {
    return (sameShape || !rule.sameShape()) && (sameTemplate || cosine > rule.cosine());
  }
}
