package dev.longtail.udfs.core;

import static dev.longtail.udfs.core.Characters.isDigit;
import static dev.longtail.udfs.core.Characters.isHex;
import static dev.longtail.udfs.core.Characters.isLower;
import static dev.longtail.udfs.core.Characters.isUpper;

/**
 * Tells text that was encoded from text that was written.
 *
 * <p>The measure of base64 is how often the kind of character changes within a word: between
 * letters and digits, from lower to upper case, and behind an acronym ({@code "XMLFile"}). In
 * random base64 that happens at 0.49 of all places, in names put together of capitalised words at
 * less than 0.2.
 */
final class EncodedText {
  /** The shortest random identifier that is looked for across hyphens and underscores. */
  static final int SHORTEST_ID = 16;

  /** No shorter text is a payload. */
  static final int SHORTEST = 12;

  private static final int SHORTEST_BASE64 = 24;
  private static final int LONG_BASE64 = 40;
  private static final int TELLING_SEGMENT = 6;
  private static final int LONGEST_PATH = 200;
  private static final int CHARACTERS_A_HYPHEN = 10;
  private static final double CHANGES = 0.28;
  private static final double CHANGES_OF_LONG = 0.22;
  private static final int CHARACTERS_A_SLASH = 16;
  private static final int SHORTEST_ESCAPES = 4;
  private static final int SHORTEST_LIST = 8;

  private EncodedText() {}

  /** Whether the character is one of standard base64, other than padding. */
  static boolean isStandard(char c) {
    return isLower(c) || isUpper(c) || isDigit(c) || c == '+' || c == '/';
  }

  /** Whether the character is one of base64 for URLs, other than padding. */
  static boolean isUrlSafe(char c) {
    return isLower(c) || isUpper(c) || isDigit(c) || c == '-' || c == '_';
  }

  /** Whether {@code text[start, end)}, of base64 characters, is a payload. */
  static boolean isPayload(char[] text, int start, int end) {
    int length = end - start;
    return (length >= SHORTEST_BASE64
            && isRandom(text, start, end, length >= LONG_BASE64 ? CHANGES_OF_LONG : CHANGES))
        || (length >= SHORTEST && isUtf16(text, start, end));
  }

  /** Whether {@code text[start, end)} is a random identifier, too short for a payload. */
  static boolean isIdentifier(char[] text, int start, int end) {
    return end - start >= SHORTEST_ID && isRandom(text, start, end, CHANGES);
  }

  /**
   * Whether {@code text[start, end)} is made of at least two parts of equal length, none long
   * enough for a payload, with slashes between: the build ids of Go.
   */
  static boolean isEvenlySlashed(char[] text, int start, int end) {
    int part = 0;
    while (start + part < end && text[start + part] != '/') {
      part++;
    }
    int length = end - start;
    if (part < SHORTEST_ID || part >= SHORTEST_BASE64 || (length + 1) % (part + 1) != 0) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if ((i % (part + 1) == part) != (text[start + i] == '/')) {
        return false;
      }
    }
    return length > part;
  }

  private static boolean isRandom(char[] text, int start, int end, double share) {
    int upper = 0;
    int lower = 0;
    int digits = 0;
    int slashes = 0;
    int hyphens = 0;
    int changes = 0;
    for (int i = start; i < end; i++) {
      char c = text[i];
      char before = i > start ? text[i - 1] : '-';
      if (isUpper(c)) {
        upper++;
        changes += isLower(before) || isDigit(before) ? 1 : 0;
      } else if (isLower(c)) {
        lower++;
        boolean acronym = isUpper(before) && i - 2 >= start && isUpper(text[i - 2]);
        changes += isDigit(before) || acronym ? 1 : 0;
      } else if (isDigit(c)) {
        digits++;
        changes += isLower(before) || isUpper(before) ? 1 : 0;
      } else if (c == '/') {
        slashes++;
      } else if (c == '-' || c == '_') {
        hyphens++;
      }
    }
    return upper > 0
        && lower > 0
        && digits > 0
        && slashes * CHARACTERS_A_SLASH <= end - start
        && hyphens * CHARACTERS_A_HYPHEN <= end - start
        && !(slashes > 0 && isPath(text, start, end))
        && changes >= share * (upper + lower + digits);
  }

  /**
   * Whether one of the parts between the slashes of {@code text[start, end)} is a word or
   * hexadecimal, as in the URL of a file at a revision. In a long text chance alone brings that
   * about.
   */
  private static boolean isPath(char[] text, int start, int end) {
    if (end - start > LONGEST_PATH) {
      return false;
    }
    int part = start;
    boolean lower = true;
    boolean hex = true;
    for (int i = start; i <= end; i++) {
      if (i == end || text[i] == '/') {
        if (i - part >= TELLING_SEGMENT && (lower || hex)) {
          return true;
        }
        part = i + 1;
        lower = true;
        hex = true;
      } else {
        lower &= isLower(text[i]) || (i == part && isUpper(text[i]));
        hex &= isHex(text[i]);
      }
    }
    return false;
  }

  /**
   * Whether {@code text[start, end)} is base64 of ASCII in UTF-16LE, as PowerShell's {@code
   * -EncodedCommand} wants it: every second byte is 0.
   */
  private static boolean isUtf16(char[] text, int start, int end) {
    int bits = 0;
    int bitCount = 0;
    int bytes = 0;
    int zeros = 0;
    for (int i = start; i < end; i++) {
      int value = value(text[i]);
      if (value < 0) {
        return false;
      }
      bits = (bits << 6 | value) & 0xffff;
      bitCount += 6;
      if (bitCount >= 8) {
        bitCount -= 8;
        int decoded = bits >> bitCount & 0xff;
        if (bytes % 2 == 0 && decoded == 0) {
          return false;
        }
        zeros += bytes % 2 == 1 && decoded == 0 ? 1 : 0;
        bytes++;
        if (bytes >= 8 && zeros * 4 < bytes) {
          return false;
        }
      }
    }
    // a few characters of the payload may lie outside of ASCII
    return zeros * 2 >= bytes * 0.9 - 1;
  }

  private static int value(char c) {
    if (isUpper(c)) {
      return c - 'A';
    }
    if (isLower(c)) {
      return c - 'a' + 26;
    }
    if (isDigit(c)) {
      return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
  }

  /**
   * The end of the character escapes that begin at {@code at} (as C, JavaScript and URLs write
   * them, and octal ones), if there are at least four in a row, else -1.
   */
  static int escapes(char[] text, int length, int at) {
    int count = 0;
    int end = at;
    while (true) {
      int next = escape(text, length, end);
      if (next < 0) {
        return count >= SHORTEST_ESCAPES ? end : -1;
      }
      end = next;
      count++;
    }
  }

  private static int escape(char[] text, int length, int at) {
    if (at + 2 >= length) {
      return -1;
    }
    char second = text[at + 1];
    if (text[at] == '%') {
      return second == 'u' ? hexEnd(text, length, at + 2, 4) : hexEnd(text, length, at + 1, 2);
    }
    if (text[at] != '\\') {
      return -1;
    }
    if (second == 'x') {
      return hexEnd(text, length, at + 2, 2);
    }
    if (second == 'u') {
      return hexEnd(text, length, at + 2, 4);
    }
    int end = Characters.digitsEnd(text, Math.min(length, at + 4), at + 1);
    return end == at + 4 ? end : -1;
  }

  private static int hexEnd(char[] text, int length, int at, int digits) {
    if (at + digits > length) {
      return -1;
    }
    for (int i = at; i < at + digits; i++) {
      if (!isHex(text[i])) {
        return -1;
      }
    }
    return at + digits;
  }

  /**
   * The end of the list of numbers that begins at {@code at} (decimal or {@code 0x}, joined by a
   * comma and perhaps a blank), if it has at least eight, else -1.
   */
  static int numbers(char[] text, int length, int at) {
    int count = 0;
    int end = at;
    int next = at;
    while (true) {
      int number = number(text, length, next);
      if (number < 0) {
        return count >= SHORTEST_LIST ? end : -1;
      }
      count++;
      end = number;
      if (end >= length || text[end] != ',') {
        return count >= SHORTEST_LIST ? end : -1;
      }
      next = end + 1 < length && text[end + 1] == ' ' ? end + 2 : end + 1;
    }
  }

  private static int number(char[] text, int length, int at) {
    int end;
    if (at + 2 < length && text[at] == '0' && (text[at + 1] == 'x' || text[at + 1] == 'X')) {
      end = at + 2;
      while (end < length && isHex(text[end])) {
        end++;
      }
      if (end == at + 2) {
        return -1;
      }
    } else {
      end = Characters.digitsEnd(text, length, at);
    }
    return end > at && VolatileForms.endsAt(text, length, end) ? end : -1;
  }
}
