package dev.longtail.training.data;

import java.util.Locale;
import java.util.Optional;

/** The class of a command line, as an expert, a rule or the labeler says. */
public enum Label {
  BENIGN,
  MALICIOUS;

  /** The label written as {@code text} in any case, or empty if there is no such label. */
  public static Optional<Label> parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "benign" -> Optional.of(BENIGN);
      case "malicious" -> Optional.of(MALICIOUS);
      default -> Optional.empty();
    };
  }
}
