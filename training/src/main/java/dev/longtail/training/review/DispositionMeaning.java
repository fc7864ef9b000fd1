package dev.longtail.training.review;

import java.util.Locale;

/** What a word of a SIEM means for the line that an alert is about. */
public enum DispositionMeaning {
  MALICIOUS,
  BENIGN,
  /** Closed, and nobody could tell. */
  UNSURE,
  /** Nobody has decided. */
  OPEN;

  /** As the table and the command line write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
