package dev.longtail.job.graph;

import dev.longtail.detectors.duplicates.Exemplar;

/**
 * A line to be labelled.
 *
 * @param arm why: an exemplar, or one of the control arms
 * @param exemplar the line, for a control arm in the form of an exemplar
 */
public record LabelRequest(Arm arm, Exemplar exemplar) {
  /** Why a line is labelled. */
  public enum Arm {
    /** It may become training data. */
    EXEMPLAR("exemplar"),
    /** A random unique command of a window, to compare exemplars with. */
    RANDOM("random"),
    /** A near-duplicate, to see what removing them does. */
    NEAR_DUPLICATE("near-duplicate");

    private final String label;

    Arm(String label) {
      this.label = label;
    }

    /** The arm of that name. */
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
