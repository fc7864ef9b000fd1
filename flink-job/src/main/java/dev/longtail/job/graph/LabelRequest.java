package dev.longtail.job.graph;

import dev.longtail.detectors.duplicates.Exemplar;

/**
 * A line to be labelled.
 *
 * @param arm the reason: an exemplar, or a control arm
 * @param exemplar the line; a line of a control arm has the form of an exemplar too
 */
public record LabelRequest(Arm arm, Exemplar exemplar) {
  /** Why a line is labelled. */
  public enum Arm {
    /** It may become training data. */
    EXEMPLAR("exemplar"),
    /** A random unique command of a window, to compare exemplars with. */
    RANDOM("random"),
    /** A near-duplicate, to measure the effect of removing near-duplicates. */
    NEAR_DUPLICATE("near-duplicate");

    private final String label;

    Arm(String label) {
      this.label = label;
    }

    /** The arm with the name {@code label}. */
    static Arm labelled(String label) {
      for (Arm arm : values()) {
        if (arm.label.equals(label)) {
          return arm;
        }
      }
      throw new IllegalArgumentException("an arm named " + label);
    }

    /** Its name in results. */
    public String label() {
      return label;
    }
  }
}
