package dev.longtail.detectors.window;

import java.util.Locale;

/** The two scales of the method (Gelman and Bergeron 2025). */
public enum Scale {
  /** Every unique command of a window, by expert features. */
  FULL,
  /** A hash sample of them, by embeddings. */
  REDUCED;

  /** Its name in results: {@code full} or {@code reduced}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
