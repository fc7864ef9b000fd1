package dev.longtail.udfs.template;

import static dev.longtail.udfs.text.Characters.isDigit;
import static dev.longtail.udfs.text.Characters.isHex;
import static dev.longtail.udfs.text.Characters.isLower;
import static dev.longtail.udfs.text.Characters.isUpper;

/**
 * Distinguishes base64 and random identifiers from written text.
 *
 * <p>It measures how often the kind of character changes within a word: between letters and digits,
 * from lower to upper case, and behind an acronym ({@code "XMLFile"}). In random base64 this
 * happens at 0.49 of all places, in names made of capitalised words at less than 0.2. Only the
 * first {@value #LONGEST_JUDGED} characters of a long text are judged, so the work is bounded.
 */
final class Base64Text {
  /** A shorter text is no payload. */
  static final int SHORTEST = 12;

  /** The shortest random identifier that is looked for across hyphens and underscores. */
  static final int SHORTEST_ID = 16;

  private static final int LONGEST_JUDGED = 512;
  private static final int SHORTEST_BASE64 = 24;
  private static final int LONG_BASE64 = 40;
  private static final int TELLING_SEGMENT = 6;
  private static final int LONGEST_PATH = 200;
  private static final int CHARACTERS_A_HYPHEN = 10;
  private static final double CHANGES = 0.28;
  private static final double CHANGES_OF_LONG = 0.22;
  private static final double CERTAIN_CHANGES = 0.4;
  private static final int CHARACTERS_A_SLASH = 16;
  private static final int CHARACTERS_A_ZERO = 5;
  private static final int LEAST_PERCENT = 10;
  private static final int UPPER_PERCENT_WITHOUT_DIGITS = 35;
  private static final int PUBLISHER = 13;

  private Base64Text() {}

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
    int judged = Math.min(end, start + LONGEST_JUDGED);
    return (end - start >= SHORTEST_BASE64
            && !isAppPackage(text, end)
            && new Counts(text, start, judged).areEncoded())
        || (end - start >= SHORTEST && isUtf16(text, start, judged));
  }

  /** Whether {@code text[start, end)} is a random identifier, too short for a payload. */
  static boolean isIdentifier(char[] text, int start, int end) {
    return end - start >= SHORTEST_ID
        && !isAppPackage(text, end)
        && new Counts(text, start, Math.min(end, start + LONGEST_JUDGED)).areRandom(CHANGES);
  }

  /**
   * Whether {@code text[start, end)} is a build id of Go: at least two parts of equal length with
   * slashes between them, each part too short for a payload.
   */
  static boolean isEvenlySlashed(char[] text, int start, int end) {
    int part = 0;
    while (start + part < end && part < SHORTEST_BASE64 && text[start + part] != '/') {
      part++;
    }
    int length = end - start;
    if (part < SHORTEST_ID || part >= SHORTEST_BASE64 || (length + 1) % (part + 1) != 0) {
      return false;
    }
    for (int i = 0; i < Math.min(length, LONGEST_JUDGED); i++) {
      if ((i % (part + 1) == part) != (text[start + i] == '/')) {
        return false;
      }
    }
    return length > part;
  }

  /**
   * Whether the text before {@code end} is the name of a Windows app with its publisher's id, 13
   * characters behind an underscore: {@code Vendor.App_8wekyb3d8bbwe}.
   */
  private static boolean isAppPackage(char[] text, int end) {
    int underscore = end - PUBLISHER - 1;
    if (underscore < 0 || text[underscore] != '_') {
      return false;
    }
    for (int i = underscore + 1; i < end; i++) {
      if (!isLower(text[i]) && !isDigit(text[i])) {
        return false;
      }
    }
    return true;
  }

  /** The number of characters of each kind, and of changes between kinds, in a text. */
  private static final class Counts {
    private final char[] text;
    private final int start;
    private final int end;
    private int upper;
    private int lower;
    private int digits;
    private int slashes;
    private int hyphens;
    private int zeros;
    private int changes;

    Counts(char[] text, int start, int end) {
      this.text = text;
      this.start = start;
      this.end = end;
      for (int i = start; i < end; i++) {
        char c = text[i];
        char before = i > start ? text[i - 1] : '-';
        if (isUpper(c)) {
          upper++;
          zeros += c == 'A' ? 1 : 0;
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
    }

    boolean areEncoded() {
      boolean sure = end - start >= LONG_BASE64 && hyphens == 0;
      return areRandom(sure ? CHANGES_OF_LONG : CHANGES)
          || (areFromUpperCase() && areFewSymbols(0));
    }

    boolean areRandom(double share) {
      int length = end - start;
      int places = upper + lower + digits;
      int leastUpper = digits > 0 ? LEAST_PERCENT : UPPER_PERCENT_WITHOUT_DIGITS;
      return (digits > 0 || length >= SHORTEST_BASE64)
          && upper * 100 >= leastUpper * length
          && lower * 100 >= LEAST_PERCENT * length
          && areFewSymbols(changes >= CERTAIN_CHANGES * places ? 1 : 0)
          && changes >= share * places;
    }

    /**
     * Whether this may be base64 of upper-case text, or of bytes with many zeros. Base64 of
     * upper-case text has few lower-case letters. In base64 of zeros there are many letters A: rows
     * of them, or one in four characters.
     */
    private boolean areFromUpperCase() {
      int length = end - start;
      boolean zero = zeros * CHARACTERS_A_ZERO >= length && upper * 5 >= length * 2;
      return lower > 0 && (zero || (upper * 2 >= length && digits > 0));
    }

    private boolean areFewSymbols(int moreSlashes) {
      return (slashes - moreSlashes) * CHARACTERS_A_SLASH <= end - start
          && hyphens * CHARACTERS_A_HYPHEN <= end - start
          && !(slashes > 0 && isPath());
    }

    /**
     * Whether a part between slashes is a word, or a part between any symbols is hexadecimal, as in
     * the URL of a file at a revision. A long text is never a path: it has such parts by chance.
     */
    private boolean isPath() {
      if (end - start > LONGEST_PATH) {
        return false;
      }
      int part = start;
      int hexPart = start;
      boolean word = true;
      boolean hex = true;
      for (int i = start; i <= end; i++) {
        boolean slash = i == end || text[i] == '/';
        if ((slash && word && i - part >= TELLING_SEGMENT)
            || ((slash || text[i] == '-') && hex && i - hexPart >= TELLING_SEGMENT)) {
          return true;
        }
        if (slash) {
          part = i + 1;
          word = true;
        } else {
          word &= isLower(text[i]) || (i == part && isUpper(text[i]));
        }
        if (slash || text[i] == '-') {
          hexPart = i + 1;
          hex = true;
        } else {
          hex &= isHex(text[i]);
        }
      }
      return false;
    }
  }

  /**
   * Whether {@code text[start, end)} is base64 of ASCII in UTF-16LE, the form of PowerShell's
   * {@code -EncodedCommand}: every second byte is 0.
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
}
