package dev.longtail.labeler.admission;

import java.util.Objects;

/**
 * Whether a labelled command line may become training data.
 *
 * @param admitted true: training data; false: quarantine
 * @param reason {@code benign}, {@code malicious}, {@code abstained: …} or {@code veto: …}
 */
public record Admission(boolean admitted, String reason) {
  public Admission {
    Objects.requireNonNull(reason, "reason");
  }
}
