package dev.longtail.labeler.admission;

import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.Verdict;
import java.util.Optional;

/**
 * The gate between a verdict and the training data.
 *
 * <p>A line passes if its verdict is {@link Verdict#BENIGN} and it bears no mark of a known attack.
 * The marks come first: the labeler reads text that an attacker wrote, so none of its answers may
 * outweigh code. Where a {@link PresentClassifier} has to agree, it comes last. A pure function of
 * its arguments.
 */
public final class AdmissionGate {
  /** Raised when the gate decides otherwise than before about the same line, rules and verdict. */
  public static final String VERSION = "g1";

  private static final Admission BENIGN = new Admission(true, "benign");
  private static final Admission MALICIOUS = new Admission(false, "malicious");

  private final Vetoes vetoes;
  private final PresentClassifier classifier;

  /** A gate with the vetoes that come with Longtail. */
  public AdmissionGate() {
    this(Vetoes.BUILT_IN);
  }

  /** A gate with {@code vetoes}, for which no classifier has to agree. */
  public AdmissionGate(Vetoes vetoes) {
    this(vetoes, PresentClassifier.NONE);
  }

  /** A gate with {@code vetoes}, at which {@code classifier} has to agree with a benign verdict. */
  public AdmissionGate(Vetoes vetoes, PresentClassifier classifier) {
    this.vetoes = vetoes;
    this.classifier = classifier;
  }

  /**
   * Admits or quarantines.
   *
   * @param commandLine the line as it was observed, not redacted
   * @param result what the labeler said of it
   */
  public Admission admit(String commandLine, LabelResult result) {
    Optional<String> veto = vetoes.find(commandLine);
    if (veto.isPresent()) {
      return new Admission(false, Admission.VETO + veto.get());
    }
    return switch (result.verdict()) {
      case BENIGN ->
          classifier
              .objection(commandLine)
              .map(reason -> new Admission(false, reason))
              .orElse(BENIGN);
      case MALICIOUS -> MALICIOUS;
      case ABSTAINED ->
          new Admission(
              false,
              AdmissionLimits.isRefusal(result)
                  ? result.reason()
                  : Admission.ABSTAINED + result.reason());
    };
  }
}
