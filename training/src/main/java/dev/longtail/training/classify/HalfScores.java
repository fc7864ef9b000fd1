package dev.longtail.training.classify;

/**
 * What the two halves of a model say of a line, in log-odds of its calibration.
 *
 * @param text of the parts that read the text, with the prior: more than 0 is more likely malicious
 * @param embedding what the parts on the embedding add; 0 of a model without embeddings
 */
public record HalfScores(double text, double embedding) {
  /** The log-odds of the model's score. */
  public double logOdds() {
    return text + embedding;
  }

  /** How unsure the whole model is, see {@link #doubt(double)}. */
  public double doubt() {
    return doubt(logOdds());
  }

  /** How unsure log-odds are: 0 if undecided, the lower the surer, whatever the answer. */
  public static double doubt(double logOdds) {
    return -Math.abs(logOdds);
  }
}
