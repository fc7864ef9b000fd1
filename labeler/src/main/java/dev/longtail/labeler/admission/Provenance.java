package dev.longtail.labeler.admission;

import dev.longtail.labeler.client.LabelerOptions;
import java.io.Serializable;

/**
 * What stood between a line and the training data. It is written beside each line, so that all that
 * one rule set or one redaction let through can be withdrawn.
 *
 * @param redaction what removed secrets before the judge saw the line, see {@link
 *     LabelerOptions#redaction}; empty if no judge is asked
 * @param ruleSet digest of the vetoes and marks, the user's included, see {@link Vetoes#digest}
 * @param gate {@link AdmissionGate#VERSION}, and behind a plus sign the classifier that had to
 *     agree
 */
public record Provenance(String redaction, String ruleSet, String gate) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * What stands before the training data of a job with these options.
   *
   * @param classifier {@link PresentClassifier#name}; empty if none has to agree
   */
  public static Provenance of(LabelerOptions options, String classifier) {
    return new Provenance(
        options.redaction(),
        Vetoes.digest(options.rules()),
        AdmissionGate.VERSION + (classifier.isEmpty() ? "" : "+" + classifier));
  }
}
