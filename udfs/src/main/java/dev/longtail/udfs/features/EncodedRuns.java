package dev.longtail.udfs.features;

/**
 * Recognises text that was made unreadable on purpose.
 *
 * <p>A run of base64 characters counts from 40 on if it mixes upper case, lower case and digits and
 * has few slashes (a path is no payload); a run of hexadecimal digits counts beyond 128, longer
 * than any usual digest; character escapes (a backslash or percent sign, {@code x} or {@code u},
 * hexadecimal digits) count from four on.
 */
final class EncodedRuns {
  /** No shorter run of base64 characters matters. */
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

  /** Looks at a whole run of base64 characters, of at least {@link #SHORTEST}. */
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

  /** Looks at a character with which an escape begins, and the one behind it. */
  void escape(char first, char second) {
    if (second == 'u' || (second == 'x' && first == '\\')) {
      found |= ++escapes >= ESCAPES;
    }
  }

  /** Whether the line read so far holds such text. */
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
