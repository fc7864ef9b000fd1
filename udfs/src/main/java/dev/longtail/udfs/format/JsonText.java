package dev.longtail.udfs.format;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Text out of the bytes of JSON that {@link JsonScan} found to be well-formed. */
final class JsonText {
  /** The character of an escape; the other escapes stand for themselves. */
  private static final byte[] PLAIN = new byte[128];

  private static final int[] DIGITS = new int[128];
  private static final boolean[] HEX = new boolean[128];

  static {
    for (int i = 0; i < PLAIN.length; i++) {
      PLAIN[i] = (byte) i;
      int digit = Character.digit(i, 16);
      HEX[i] = digit >= 0;
      DIGITS[i] = Math.max(0, digit);
    }
    PLAIN['n'] = '\n';
    PLAIN['t'] = '\t';
    PLAIN['r'] = '\r';
    PLAIN['b'] = '\b';
    PLAIN['f'] = '\f';
  }

  private JsonText() {}

  static boolean isHexDigit(byte b) {
    return b >= 0 && HEX[b];
  }

  /** The text of a string with escapes, without its quotes. */
  static String unescape(byte[] bytes, int from, int to) {
    byte[] text = new byte[to - from];
    int length = 0;
    int i = from;
    while (i < to) {
      byte b = bytes[i];
      if (b == '\\') {
        byte escape = bytes[i + 1];
        if (escape != 'u') {
          text[length++] = PLAIN[escape & 0x7f];
          i += 2;
          continue;
        }
        int c = hex(bytes, i + 2);
        if (c > 0xff) {
          return unescapeWide(bytes, from, to);
        }
        text[length++] = (byte) c;
        i += 6;
      } else if (b < 0) {
        return unescapeWide(bytes, from, to);
      } else {
        text[length++] = b;
        i++;
      }
    }
    return new String(text, 0, length, StandardCharsets.ISO_8859_1);
  }

  /** The same for text with characters beyond Latin. */
  private static String unescapeWide(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int plain = from;
    int i = from;
    while (i < to) {
      if (bytes[i] != '\\') {
        i++;
        continue;
      }
      text.append(new String(bytes, plain, i - plain, StandardCharsets.UTF_8));
      byte escape = bytes[i + 1];
      i += 2;
      if (escape == 'u') {
        text.append((char) hex(bytes, i));
        i += 4;
      } else {
        text.append((char) PLAIN[escape & 0x7f]);
      }
      plain = i;
    }
    return text.append(new String(bytes, plain, to - plain, StandardCharsets.UTF_8)).toString();
  }

  private static int hex(byte[] bytes, int at) {
    return (DIGITS[bytes[at]] << 12)
        | (DIGITS[bytes[at + 1]] << 8)
        | (DIGITS[bytes[at + 2]] << 4)
        | DIGITS[bytes[at + 3]];
  }

  /** Adds the texts and numbers of a list, or of an object's values, in their order. */
  static void items(byte[] bytes, int from, int to, List<String> items) {
    int depth = 0;
    int i = from;
    while (i < to) {
      byte b = bytes[i];
      if (b == '"') {
        int start = i + 1;
        boolean escaped = false;
        i = start;
        while (bytes[i] != '"') {
          escaped |= bytes[i] == '\\';
          i += bytes[i] == '\\' ? 2 : 1;
        }
        int end = i++;
        if (depth == 1 && !isKey(bytes, i, to)) {
          items.add(
              escaped
                  ? unescape(bytes, start, end)
                  : new String(bytes, start, end - start, StandardCharsets.UTF_8));
        }
      } else if (b == '[' || b == '{') {
        depth++;
        i++;
      } else if (b == ']' || b == '}') {
        depth--;
        i++;
      } else if (b == ',' || b == ':' || b <= ' ') {
        i++;
      } else {
        int start = i;
        while (i < to && bytes[i] > ' ' && bytes[i] != ',' && bytes[i] != ']' && bytes[i] != '}') {
          i++;
        }
        if (depth == 1 && bytes[start] != 'n') {
          items.add(new String(bytes, start, i - start, StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  private static boolean isKey(byte[] bytes, int at, int to) {
    int i = at;
    while (i < to && bytes[i] <= ' ' && bytes[i] >= 0) {
      i++;
    }
    return i < to && bytes[i] == ':';
  }
}
