package dev.longtail.udfs.features;

/**
 * Recognises text that was made unreadable on purpose. There are three kinds:
 *
 * <ul>
 *   <li>a run of at least 40 base64 characters that mixes upper case, lower case and digits and has
 *       few slashes (a run with many is a path);
 *   <li>a run of more than 128 hexadecimal digits, longer than any usual digest;
 *   <li>at least four character escapes: a backslash with {@code x} or {@code u} behind it, or
 *       {@code %u}. The digits behind them are not checked.
 * </ul>
 */
final class EncodedRuns {
  /** Shorter runs of base64 characters are ignored. */
  static final int SHORTEST = 40;

  private static final int HEX_RUN = 129;
  private static final int ESCAPES = 4;
  private static final int CHARACTERS_A_SLASH = 16;

  private static final int UPPER = 1;
  private static final int LOWER = 2;
  private static final int DIGIT = 4;

  private int escapes;
  private boolean found;

  void reset() {
    escapes = 0;
    found = false;
  }

  /** Whether the character belongs to a run. */
  static boolean isBase64(char c) {
    return kind(c) >= 0;
  }

  /** Judges a whole run of base64 characters, of at least {@link #SHORTEST}. */
  void run(char[] line, int start, int end) {
    int classes = 0;
    int slashes = 0;
    int hexRun = 0;
    for (int i = start; i < end; i++) {
      char c = line[i];
      classes |= kind(c);
      slashes += c == '/' ? 1 : 0;
      hexRun = isHex(c) ? hexRun + 1 : 0;
      found |= hexRun >= HEX_RUN;
    }
    found |= classes == (UPPER | LOWER | DIGIT) && slashes * CHARACTERS_A_SLASH <= end - start;
  }

  /** Whether an escape begins with the character. */
  static boolean beginsEscape(char c) {
    return c == '\\' || c == '%';
  }

  /** Counts an escape, if {@code first} and {@code second} begin one. */
  void escape(char first, char second) {
    if (second == 'u' || (second == 'x' && first == '\\')) {
      found |= ++escapes >= ESCAPES;
    }
  }

  /** Whether the line has held such text so far. */
  boolean found() {
    return found;
  }

  private static int kind(char c) {
    if (c >= 'a' && c <= 'z') {
      return LOWER;
    }
    if (c >= 'A' && c <= 'Z') {
      return UPPER;
    }
    if (c >= '0' && c <= '9') {
      return DIGIT;
    }
    return c == '+' || c == '/' || c == '=' ? 0 : -1;
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
