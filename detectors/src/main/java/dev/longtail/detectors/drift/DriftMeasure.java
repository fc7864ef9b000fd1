package dev.longtail.detectors.drift;

import dev.longtail.udfs.text.CommandHash;

/** What is compared between windows. Each measure is a distribution over a few bins. */
public enum DriftMeasure {
  /**
   * Unique command lines by the score that the <i>previous</i> window's model gives them. A model
   * of the window itself has adapted to a change and would hide it. Bins of half a standard
   * deviation from -3 to 6.
   */
  SCORES("scores", 20, 1),
  /**
   * Words of unique command lines, each once a line, by a hash: a bin holds many words. A word is a
   * token of at least two letters, digits or underscores. Words of one line come together, so that
   * chance does more than with single words: 1.15 times on the benchmark month.
   */
  VOCABULARY("vocabulary", 256, 1.5),
  /** Events by whether they are the first of their command line in the window. */
  UNIQUE_SHARE("unique_share", 2, 1);

  private static final double LOWEST_SCORE = -3;
  private static final double SCORE_STEP = 0.5;

  private final String label;
  private final int bins;
  private final double designEffect;

  DriftMeasure(String label, int bins, double designEffect) {
    this.label = label;
    this.bins = bins;
    this.designEffect = designEffect;
  }

  /** Name in outputs and metrics. */
  public String label() {
    return label;
  }

  /** The measure with this label. */
  static DriftMeasure labelled(String label) {
    for (DriftMeasure measure : values()) {
      if (measure.label.equals(label)) {
        return measure;
      }
    }
    throw new IllegalArgumentException("no measure of drift is called " + label);
  }

  /** Number of bins. */
  int bins() {
    return bins;
  }

  /** How many times more its index varies by chance than that of independent observations. */
  double designEffect() {
    return designEffect;
  }

  /** Bin of a standardised score. */
  static int binOfScore(double score) {
    int bin = (int) Math.floor((score - LOWEST_SCORE) / SCORE_STEP) + 1;
    return Math.max(0, Math.min(SCORES.bins - 1, bin));
  }

  /** Bin of a token; -1 if it is no word. */
  static int binOfToken(String token) {
    boolean word =
        token.length() > 1
            && (Character.isLetterOrDigit(token.codePointAt(0))
                || "_*".indexOf(token.charAt(0)) >= 0);
    return word ? (int) Long.remainderUnsigned(CommandHash.of(token), VOCABULARY.bins) : -1;
  }
}
