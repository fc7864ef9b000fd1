package dev.longtail.labeler.admission;

import dev.longtail.labeler.redaction.EncodedPayloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The lower-case texts under which a command line is judged: the line as written, the line without
 * the characters that shells drop ({@code m^imi""katz} runs mimikatz), and the texts it hides in
 * base64.
 */
public final class Readings {
  /** A payload may hide another payload; this many levels are followed. */
  private static final int MAX_DEPTH = 2;

  private Readings() {}

  /**
   * One reading.
   *
   * @param text lower case
   * @param hidden whether the text was encoded
   */
  public record Reading(String text, boolean hidden) {}

  /** The readings of {@code commandLine}; the first is the line itself in lower case. */
  public static List<Reading> of(String commandLine) {
    List<Reading> readings = new ArrayList<>();
    add(commandLine, 0, readings);
    return readings;
  }

  private static void add(String text, int depth, List<Reading> readings) {
    String lower = text.toLowerCase(Locale.ROOT);
    readings.add(new Reading(lower, depth > 0));
    String bare = withoutDropped(lower);
    if (bare.length() < lower.length()) {
      readings.add(new Reading(bare, depth > 0));
    }
    if (depth < MAX_DEPTH) {
      for (EncodedPayloads.Payload payload : EncodedPayloads.of(text)) {
        add(payload.text(), depth + 1, readings);
      }
    }
  }

  private static String withoutDropped(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '^' && c != '`' && c != '"' && c != '\'') {
        kept.append(c);
      }
    }
    return kept.toString();
  }
}
