package dev.longtail.training.families;

import java.util.Locale;

/**
 * Which benign lines a fold is tested on. A classifier may do well on one kind and not on the
 * other.
 */
public enum Population {
  /**
   * Every benign line with a known family: the base sets, what was mined, and the known lines. With
   * the truth of all unique lines of telemetry, it is what a day brings.
   */
  ALL,
  /**
   * Only anomalies that a backfill found benign: the long tail, where false positives come from.
   * Those of left-out families are trained on by no row of the fold.
   */
  MINED;

  /** Its name in JSON. */
  public String field() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean holds(SourceLine line) {
    return this == ALL || line.mined();
  }
}
