package dev.longtail.labeler.client;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether a server's message quotes the line that it was asked about. Messages end in logs, lines
 * must not. Only letters and digits are compared, because a quotation may be escaped or cut.
 */
final class Quotation {
  /** Letters and digits in a row that are no chance. */
  private static final int SHORTEST = 12;

  private static final int LONGEST_MESSAGE = 2_000;
  private static final Pattern OTHERS = Pattern.compile("[^\\p{L}\\p{N}]");

  private Quotation() {}

  /** Whether {@code message} has a piece of {@code line}, or all of a short one. */
  static boolean isIn(String message, String line) {
    String said = bare(message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)));
    String asked = bare(line);
    if (asked.length() <= SHORTEST) {
      return !asked.isEmpty() && said.contains(asked);
    }
    for (int from = 0; from + SHORTEST <= said.length(); from++) {
      if (asked.contains(said.substring(from, from + SHORTEST))) {
        return true;
      }
    }
    return false;
  }

  private static String bare(String text) {
    return OTHERS.matcher(text).replaceAll("").toLowerCase(Locale.ROOT);
  }
}
