package dev.longtail.labeler.admission;

import java.util.Objects;

/**
 * Whether a labelled command line may become training data.
 *
 * @param admitted true: training data; false: quarantine
 * @param reason {@code benign}, {@code malicious}, {@code abstained: …}, {@code veto: …}, {@code
 *     classifier: …}, {@code cap: …} or {@code age: …}
 */
public record Admission(boolean admitted, String reason) {
  /** How the reason of a line begins that bears a mark; the mark's name follows. */
  public static final String VETO = "veto: ";

  /** How the reason of a line without a verdict begins. */
  public static final String ABSTAINED = "abstained: ";

  public Admission {
    Objects.requireNonNull(reason, "reason");
  }
}
