package dev.longtail.training.families;

import java.util.Locale;

/** Which benign lines are tested. */
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

  /** Its name on the command line and in JSON. */
  public String field() {
    return name().toLowerCase(Locale.ROOT);
  }
}
