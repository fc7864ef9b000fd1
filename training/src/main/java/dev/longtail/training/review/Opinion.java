package dev.longtail.training.review;

import java.util.Locale;

/** What an analyst says of a line. */
public enum Opinion {
  BENIGN,
  MALICIOUS,
  /** The analyst looked and could not tell. */
  UNSURE;

  /** As files and people write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
