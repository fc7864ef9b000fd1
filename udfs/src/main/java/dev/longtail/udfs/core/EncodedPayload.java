package dev.longtail.udfs.core;

import java.util.HexFormat;
import java.util.Set;

/**
 * Finds the encoded payloads of a command line, so that two lines which differ in nothing but their
 * payload are told apart.
 *
 * <p>A payload is
 *
 * <ul>
 *   <li><b>base64</b>: a run of at least 24 characters of its alphabet (standard or URL-safe) whose
 *       character classes alternate as they do in encoded bytes and not in a CamelCase name or a
 *       path, or of which half is upper case beside some digits and lower case, or a run of at
 *       least 100 that mixes upper case, lower case and digits and has few slashes (zero bytes
 *       encode to long rows of {@code A});
 *   <li><b>hexadecimal</b>: a run of more than 40 digits that has not the length of a digest (56,
 *       64, 96 or 128 digits): shorter ones are identifiers;
 *   <li><b>escapes</b>: at least four adjacent {@code \x41}, {@code %41} or {@code \101}, or of
 *       UTF-16 units;
 *   <li><b>a list of numbers</b>: at least 16 joined by commas, the usual writing of bytes in
 *       scripts.
 * </ul>
 *
 * <p>Random base64 changes between upper case, lower case, digit and symbol at 0.64 of its places
 * (26, 26, 10 and 2 of 64 characters); base64 of UTF-16 text at about 0.6, words in CamelCase at
 * about 0.33. The scan is linear.
 */
final class EncodedPayload {
  private static final int SHORTEST_BASE64 = 24;
  private static final int CERTAINLY_BASE64 = 100;
  private static final double CHANGES_OF_ENCODED = 0.42;
  private static final double CHANGES_OF_RANDOM = 0.55;
  private static final int UPPER_PERCENT_OF_ENCODED = 35;
  private static final int CHARACTERS_A_SLASH = 16;
  private static final int CHARACTERS_A_ZERO = 5;
  private static final int CHARACTERS_A_DASH = 12;
  private static final int LONGEST_HEX_NAME = 40;
  private static final int FEWEST_ESCAPES = 4;
  private static final int FEWEST_NUMBERS = 16;

  private static final String BUILD_ID = "-buildid";

  private static final int UPPER = 0;
  private static final int LOWER = 1;
  private static final int DIGIT = 2;
  private static final int SYMBOL = 3;
  private static final int NONE = -1;

  private final String line;
  private final Set<String> digests;

  private EncodedPayload(String line, Set<String> digests) {
    this.line = line;
    this.digests = digests;
  }

  /** Adds the digest of every payload of {@code line}, such as {@code <b64:0123456789abcdef>}. */
  static void collect(String line, Set<String> digests) {
    if (line.length() >= FEWEST_ESCAPES * 3) {
      new EncodedPayload(line, digests).scan();
    }
  }

  /** The digest of a text that is known to be a base64 payload; padding does not count. */
  static String base64Digest(String payload) {
    int end = payload.length();
    while (end > 0 && payload.charAt(end - 1) == '=') {
      end--;
    }
    return digest("b64", payload.substring(0, end));
  }

  private static String digest(String kind, String payload) {
    return '<' + kind + ':' + HexFormat.of().toHexDigits(CommandHash.of(payload)) + '>';
  }

  private void scan() {
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (c == '\\' || c == '%') {
        i = escapes(i);
      } else if (kind(c) != NONE) {
        i = run(i);
      } else {
        i++;
      }
    }
    numbers();
  }

  /** A run of base64 characters from {@code start} on; returns its end. */
  private int run(int start) {
    int[] of = new int[SYMBOL + 1];
    int changes = 0;
    int slashes = 0;
    int dashes = 0;
    int hex = 0;
    int zeroes = 0;
    int before = NONE;
    int end = start;
    for (; end < line.length(); end++) {
      char c = line.charAt(end);
      int kind = kind(c);
      if (kind == NONE) {
        break;
      }
      of[kind]++;
      changes += kind == before || before == NONE ? 0 : 1;
      slashes += c == '/' ? 1 : 0;
      dashes += c == '-' || c == '_' ? 1 : 0;
      hex += isHex(c) ? 1 : 0;
      zeroes += c == 'A' ? 1 : 0;
      before = kind;
    }
    int length = end - start;
    if (hex == length) {
      if (length > LONGEST_HEX_NAME && !isDigestLength(length) && of[DIGIT] > 0) {
        digests.add(digest("hex", line.substring(start, end)));
      }
    } else if (length >= SHORTEST_BASE64
        && dashes * CHARACTERS_A_DASH <= length
        && !isBuildId(start)
        && !isPath(start, slashes, changes >= CHANGES_OF_RANDOM * (length - 1))
        && (isUtf16(length, of, zeroes) || looksEncoded(length, of, changes, slashes))) {
      digests.add(base64Digest(line.substring(start, end)));
    }
    return end < line.length() && line.charAt(end) == '=' ? end + 1 : end;
  }

  /** Go's linker gives every build an identity that looks encoded and is none. */
  private boolean isBuildId(int start) {
    return start >= BUILD_ID.length()
        && line.startsWith(BUILD_ID, start - BUILD_ID.length() - 1)
        && (line.charAt(start - 1) == ' ' || line.charAt(start - 1) == '=');
  }

  /** What has slashes and goes on behind a host, folder or drive, or is absolute, is a path. */
  private boolean isPath(int start, int slashes, boolean random) {
    boolean absolute = line.charAt(start) == '/' && slashes > 1 && !random;
    return slashes > 0
        && (absolute || (start > 0 && ".\\~:%}".indexOf(line.charAt(start - 1)) >= 0));
  }

  /** The zero bytes of UTF-16 are a third of all characters, as {@code A} or merged into one. */
  private static boolean isUtf16(int length, int[] of, int zeroes) {
    return zeroes * CHARACTERS_A_ZERO >= length && of[UPPER] * 5 >= length * 2 && of[LOWER] > 0;
  }

  private static boolean looksEncoded(int length, int[] of, int changes, int slashes) {
    boolean mixed = of[UPPER] * 10 >= length && of[LOWER] * 10 >= length;
    boolean name = of[DIGIT] == 0 && of[UPPER] * 100 < UPPER_PERCENT_OF_ENCODED * length;
    boolean alternates = changes >= CHANGES_OF_ENCODED * (length - 1);
    if (mixed
        && !name
        && alternates
        && slashes * CHARACTERS_A_SLASH <= length + CHARACTERS_A_SLASH) {
      return true;
    }
    // Base64 of upper-case text and of digits has hardly a lower-case letter.
    boolean upperHalf = of[UPPER] * 2 >= length && of[LOWER] > 0 && of[DIGIT] > 0;
    if (upperHalf && slashes * CHARACTERS_A_SLASH <= length) {
      return true;
    }
    return length >= CERTAINLY_BASE64
        && of[UPPER] > 0
        && of[LOWER] > 0
        && of[DIGIT] > 0
        && slashes * CHARACTERS_A_SLASH <= length;
  }

  /** Adjacent escapes from {@code start} on; returns where to go on. */
  private int escapes(int start) {
    int count = 0;
    int end = start;
    for (int next = escapeEnd(end); next > end; next = escapeEnd(end)) {
      end = next;
      count++;
    }
    if (count >= FEWEST_ESCAPES) {
      digests.add(digest("esc", line.substring(start, end)));
      return end;
    }
    return start + 1;
  }

  /** Index behind the escape at {@code i}, or {@code i}. */
  private int escapeEnd(int i) {
    if (i + 2 >= line.length()) {
      return i;
    }
    if (line.charAt(i) == '%') {
      return allHex(i + 1, i + 3) ? i + 3 : i;
    }
    if (line.charAt(i) != '\\') {
      return i;
    }
    return switch (line.charAt(i + 1)) {
      case 'x' -> allHex(i + 2, i + 4) ? i + 4 : i;
      case 'u' -> allHex(i + 2, i + 6) ? i + 6 : i;
      case '0', '1', '2', '3' -> allHex(i + 1, i + 4) ? i + 4 : i;
      default -> i;
    };
  }

  private boolean allHex(int from, int to) {
    if (to > line.length()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (!isHex(line.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Lists of numbers: digits (or {@code 0x41}) and commas, blanks between them allowed. */
  private void numbers() {
    int start = -1;
    int end = -1;
    int count = 0;
    boolean comma = true;
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (c >= '0' && c <= '9' && comma) {
        start = count == 0 ? i : start;
        while (i < line.length() && (isHex(line.charAt(i)) || line.charAt(i) == 'x')) {
          i++;
        }
        end = i;
        count++;
        comma = false;
        continue;
      }
      if (c == ',') {
        comma = true;
      } else if (c != ' ') {
        listed(start, end, count);
        count = 0;
        comma = true;
      } else if (count == 0) {
        comma = true;
      }
      i++;
    }
    listed(start, end, count);
  }

  private void listed(int start, int end, int count) {
    if (count >= FEWEST_NUMBERS) {
      digests.add(digest("num", line.substring(start, end)));
    }
  }

  private static boolean isDigestLength(int length) {
    return length == 56 || length == 64 || length == 96 || length == 128;
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
    return c == '+' || c == '/' || c == '_' || c == '-' ? SYMBOL : NONE;
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
