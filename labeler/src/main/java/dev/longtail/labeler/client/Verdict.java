package dev.longtail.labeler.client;

/** What a labeler said of a command line. */
public enum Verdict {
  /** Harmless, as far as the labeler can tell. The only verdict that can reach training data. */
  BENIGN,
  /** Malicious use is very likely. */
  MALICIOUS,
  /**
   * No verdict: error, refusal, truncation, unparsable answer, spent budget. Callers must never
   * treat it as benign or malicious.
   */
  ABSTAINED
}
