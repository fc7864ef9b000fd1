package dev.longtail.udfs.reading;

import dev.longtail.udfs.text.Characters;

/**
 * The variables that a text sets, in the manner of sh, cmd or PowerShell, from left to right. Found
 * from the equals sign on, which most texts lack.
 */
final class Assignments {
  /** What it finds. */
  static final String REGEX =
      "(?i)(?:^|[;&|({\"'\\s])(?:(?:set|export)\\s+/?(?:\"?)|\\$)?([a-z_][a-z0-9_]{0,30})\\s{0,3}=\\s{0,3}"
          + "(?:\"([^\"&|;]{0,200})\"|'([^'&|;]{0,200})'|([^\\s\"'&|;()]{1,200}))";

  /** The most variables of a line that are followed. */
  private static final int MOST = 40;

  private static final int LONGEST_NAME = 31;
  private static final int LONGEST_VALUE = 200;
  private static final int MOST_BLANKS = 3;

  private final String text;

  /** Behind the last one: none overlaps it. */
  private int from;

  private String name;
  private String value;

  Assignments(String text) {
    this.text = text;
  }

  /**
   * Goes to the next one; false if there is none.
   *
   * @param known how many variables are known
   */
  boolean next(int known) {
    if (known >= MOST) {
      return false;
    }
    for (int equals = text.indexOf('=', from);
        equals >= 0;
        equals = text.indexOf('=', equals + 1)) {
      if (hasName(equals) && hasValue(equals)) {
        return true;
      }
    }
    return false;
  }

  String name() {
    return name;
  }

  String value() {
    return value;
  }

  private boolean hasName(int equals) {
    int end = equals;
    while (end > from && end > equals - MOST_BLANKS && isBlank(text.charAt(end - 1))) {
      end--;
    }
    int start = end;
    while (start > from && Variables.isInName(text.charAt(start - 1))) {
      start--;
    }
    if (start == end
        || end - start > LONGEST_NAME
        || Characters.isDigit(text.charAt(start))
        || !mayFollow(start)) {
      return false;
    }
    name = text.substring(start, end);
    return true;
  }

  /** Whether a name may start here: behind a sign between words, and {@code $} or {@code set /}. */
  private boolean mayFollow(int start) {
    if (isBehindSign(start)
        || (isIn(start - 1) && text.charAt(start - 1) == '$' && isBehindSign(start - 1))) {
      return true;
    }
    if (!isIn(start - 1) || text.charAt(start - 1) != '/') {
      return false;
    }
    int command = start - 1;
    while (isIn(command - 1) && isBlank(text.charAt(command - 1))) {
      command--;
    }
    return command < start - 1
        && ((endsWith("set", command) && isBehindSign(command - "set".length()))
            || (endsWith("export", command) && isBehindSign(command - "export".length())));
  }

  private boolean endsWith(String word, int end) {
    int start = end - word.length();
    return start >= from && text.regionMatches(true, start, word, 0, word.length());
  }

  private boolean isBehindSign(int at) {
    return at == 0 || (isIn(at - 1) && isSign(text.charAt(at - 1)));
  }

  private boolean isIn(int at) {
    return at >= from;
  }

  private static boolean isSign(char c) {
    return ";&|({\"'".indexOf(c) >= 0 || isBlank(c);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
  }

  private boolean hasValue(int equals) {
    int start = equals + 1;
    while (start < text.length() && start <= equals + MOST_BLANKS && isBlank(text.charAt(start))) {
      start++;
    }
    if (start == text.length()) {
      return false;
    }
    char quote = text.charAt(start);
    if (isQuote(quote)) {
      start++;
    }
    int end = start;
    while (end < text.length()
        && end < start + LONGEST_VALUE
        && isInValue(text.charAt(end), quote)) {
      end++;
    }
    if (isQuote(quote)) {
      if (end == text.length() || text.charAt(end) != quote) {
        return false;
      }
      from = end + 1;
    } else {
      if (end == start) {
        return false;
      }
      from = end;
    }
    value = text.substring(start, end);
    return true;
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  private static boolean isInValue(char c, char quote) {
    if (c == '&' || c == '|' || c == ';') {
      return false;
    }
    if (isQuote(quote)) {
      return c != quote;
    }
    return !isQuote(c) && c != '(' && c != ')' && !isBlank(c);
  }
}
