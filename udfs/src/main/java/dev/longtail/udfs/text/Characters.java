package dev.longtail.udfs.text;

/** Kinds of characters, as templates see them. */
public final class Characters {
  private static final boolean[] ASCII_WORD = new boolean[0x80];

  static {
    for (char c = 0; c < 0x80; c++) {
      ASCII_WORD[c] = isDigit(c) || isUpper(c) || isLower(c);
    }
  }

  private Characters() {}

  public static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  public static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  public static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  public static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /**
   * Whether the character may be in a word: ASCII letters and digits, letters of any other script.
   */
  public static boolean isWord(char c) {
    return c < 0x80 ? ASCII_WORD[c] : Character.isLetter(c);
  }

  /**
   * Whether the character is allowed in user and file names. Other characters may occur in names
   * too.
   */
  public static boolean isNameCharacter(char c) {
    return isWord(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '~';
  }

  /**
   * Whether the character is white space, the no-break space of pasted lines, or NUL, which kernels
   * write between the arguments of a process.
   */
  public static boolean isBlank(char c) {
    return c <= ' '
        ? c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f) || c == 0
        : c >= 0x80 && (c == 0xa0 || Character.isWhitespace(c));
  }

  public static boolean isPathSeparator(char c) {
    return c == '/' || c == '\\';
  }

  /** Whether {@code text} holds {@code word} (in lower-case ASCII) at {@code at}, in any case. */
  public static boolean matches(char[] text, int length, int at, String word) {
    if (at < 0 || at + word.length() > length) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      char c = text[at + i];
      if ((isUpper(c) ? c + 32 : c) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The end of the digits at {@code at}. */
  public static int digitsEnd(char[] text, int length, int at) {
    int i = at;
    while (i < length && isDigit(text[i])) {
      i++;
    }
    return i;
  }

  /** The end of the word at {@code at}. */
  public static int wordEnd(char[] text, int length, int at) {
    int i = at;
    while (i < length && isWord(text[i])) {
      i++;
    }
    return i;
  }
}
