package dev.longtail.labeler.redaction;

import com.google.re2j.Pattern;
import java.util.Optional;

/**
 * Whether removed values can hide an attack. A judge sees the line without them, but the line with
 * them is admitted. A password is short and is not code; what is long, or could be run, fetched or
 * read as an option, is hidden from the judge.
 */
final class Cover {
  /** Share of a line's characters that may be removed. */
  private static final double LARGEST_SHARE = 0.4;

  /** A removed text of at most so many characters is no large share of any line. */
  private static final int SMALL = 16;

  /** No more may be removed from any line: room for two long tokens, not for a script. */
  private static final int MOST = 256;

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i)://|^//|\\bwww\\.|[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[a-z0-9-]+\\.(?:com|net|org|io|ru|cn"
              + "|info|xyz|top|dev|app|example)\\b|^[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.[a-z]{2,24}[:/]");
  private static final Pattern PROGRAM =
      Pattern.compile(
          "(?i)\\.(?:exe|ps1|bat|cmd|dll|vbs|vbe|js|jse|hta|sh|py|pl|rb|scr|msi|lnk|jar|wsf|cpl)(?:$|[^a-z0-9])"
              + "|^(?:/[a-z]|[-–—][a-z-])");

  private int characters;
  private Optional<String> why = Optional.empty();

  /** {@code value} is removed. */
  void remove(String value) {
    characters += value.length();
    if (why.isEmpty()) {
      why = of(value);
    }
  }

  /** What a payload hides, the line hides. */
  void inherit(Optional<String> inner) {
    if (why.isEmpty()) {
      why = inner;
    }
  }

  private static Optional<String> of(String value) {
    boolean blank = false;
    boolean dotted = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (isSyntax(value, i, c)) {
        return Optional.of("a removed value holds syntax of a shell");
      }
      blank |= c <= ' ' || Character.isWhitespace(c) || Character.isSpaceChar(c);
      dotted |= c == '.' || c == '/' || c == '-' || c > '~';
    }
    if (blank) {
      return Optional.of("a removed value holds blanks");
    }
    if (!dotted) {
      return Optional.empty();
    }
    if (ADDRESS.matcher(value).find()) {
      return Optional.of("a removed value holds an address");
    }
    if (PROGRAM.matcher(value).find()) {
      return Optional.of("a removed value looks like a program or an option");
    }
    return Optional.empty();
  }

  private static boolean isSyntax(String value, int i, char c) {
    if (";&|<>()`\"'\\{}\r\n".indexOf(c) >= 0) {
      return true;
    }
    if (c != '$' && c != '%' && c != '!') {
      return false;
    }
    int next = i + 1;
    while (next < value.length() && isOfName(value.charAt(next))) {
      next++;
    }
    return c == '$'
        ? next > i + 1 && !Character.isDigit(value.charAt(i + 1))
        : next > i + 1
            && next < value.length()
            && (value.charAt(next) == c || value.charAt(next) == ':');
  }

  private static boolean isOfName(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /** Why the line of {@code length} characters cannot be judged; empty if it can. */
  Optional<String> of(int length) {
    if (why.isEmpty()
        && characters > SMALL
        && (characters > MOST || characters > LARGEST_SHARE * length)) {
      return Optional.of("too much of the line was removed");
    }
    return why;
  }
}
