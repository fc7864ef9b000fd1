package dev.longtail.training.review;

/** A class of verdicts whose precision is told. */
public enum VerdictClass {
  /** All that the judge called benign, also what the gate kept out. */
  BENIGN,
  /** All that the judge called malicious. */
  MALICIOUS,
  /** What it called benign and the gate let in: the benign labels of the training data. */
  ADMITTED;

  boolean holds(Stratum stratum) {
    return this == ADMITTED ? stratum.admitted() : stratum.verdict().equals(name());
  }
}
