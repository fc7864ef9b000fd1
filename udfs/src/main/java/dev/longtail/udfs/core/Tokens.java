package dev.longtail.udfs.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Tokens of a command line by {@code \w+|[^\w\s]+}, every digit written as {@code *} (Gelman and
 * Bergeron 2025, full-scale features).
 *
 * <p>Letters, digits and the underscore of any script are word characters, as in Python's {@code
 * re}; the scan is linear and has no regular expression to go wrong.
 */
public final class Tokens {
  private Tokens() {}

  /** The tokens of {@code line} in order; case is kept. */
  public static List<String> of(String line) {
    List<String> tokens = new ArrayList<>();
    StringBuilder token = new StringBuilder();
    CharClass open = CharClass.SPACE;
    for (int i = 0; i < line.length(); ) {
      int c = line.codePointAt(i);
      i += Character.charCount(c);
      CharClass next = CharClass.of(c);
      if (next != open && token.length() > 0) {
        tokens.add(token.toString());
        token.setLength(0);
      }
      open = next;
      if (next != CharClass.SPACE) {
        token.appendCodePoint(Character.isDigit(c) ? '*' : c);
      }
    }
    if (token.length() > 0) {
      tokens.add(token.toString());
    }
    return tokens;
  }

  private enum CharClass {
    WORD,
    SYMBOL,
    SPACE;

    static CharClass of(int c) {
      if (Character.isLetterOrDigit(c) || c == '_') {
        return WORD;
      }
      return Character.isWhitespace(c) || Character.isSpaceChar(c) ? SPACE : SYMBOL;
    }
  }
}
