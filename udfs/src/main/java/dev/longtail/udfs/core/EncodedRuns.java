package dev.longtail.udfs.core;

/**
 * Recognises, character by character, text that was made unreadable on purpose.
 *
 * <p>A run of base64 characters counts from 40 on if it mixes upper case, lower case and digits and
 * has few slashes (a path is no payload); a run of hexadecimal digits counts beyond 128, longer
 * than any usual digest; character escapes (a backslash or percent sign, {@code x} or {@code u},
 * hexadecimal digits) count from four on.
 */
final class EncodedRuns {
  private static final int BASE64_RUN = 40;
  private static final int HEX_RUN = 129;
  private static final int ESCAPES = 4;
  private static final int CHARACTERS_A_SLASH = 16;

  private static final int UPPER = 1;
  private static final int LOWER = 2;
  private static final int DIGIT = 4;

  private int run;
  private int slashes;
  private int classes;
  private int hexRun;
  private int escapes;
  private char previous;
  private boolean found;

  void reset() {
    run = 0;
    slashes = 0;
    classes = 0;
    hexRun = 0;
    escapes = 0;
    previous = 0;
    found = false;
  }

  void accept(char c) {
    int kind = kind(c);
    if (kind >= 0) {
      run++;
      classes |= kind;
      slashes += c == '/' ? 1 : 0;
      hexRun = isHex(c) ? hexRun + 1 : 0;
      found |= hexRun >= HEX_RUN;
    } else {
      endOfRun();
    }
    if ((previous == '\\' && (c == 'x' || c == 'u')) || (previous == '%' && c == 'u')) {
      found |= ++escapes >= ESCAPES;
    }
    previous = c;
  }

  /** Whether the line read so far holds such text; call it once, at the end of the line. */
  boolean found() {
    endOfRun();
    return found;
  }

  private void endOfRun() {
    found |=
        run >= BASE64_RUN
            && classes == (UPPER | LOWER | DIGIT)
            && slashes * CHARACTERS_A_SLASH <= run;
    run = 0;
    slashes = 0;
    classes = 0;
    hexRun = 0;
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
