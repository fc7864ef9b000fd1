package dev.longtail.udfs.format;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Text out of the bytes of JSON that {@link JsonScan} found to be well-formed. */
final class JsonText {
  private JsonText() {}

  /** The text of a string with escapes, without its quotes. */
  static String unescape(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int plain = from;
    int i = from;
    while (i < to) {
      if (bytes[i] != '\\') {
        i++;
        continue;
      }
      append(text, bytes, plain, i);
      byte escape = bytes[i + 1];
      i += 2;
      switch (escape) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'u' -> {
          text.append((char) hex(bytes, i));
          i += 4;
        }
        default -> text.append((char) escape);
      }
      plain = i;
    }
    append(text, bytes, plain, to);
    return text.toString();
  }

  private static void append(StringBuilder text, byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) {
        text.append(new String(bytes, i, to - i, StandardCharsets.UTF_8));
        return;
      }
      text.append((char) bytes[i]);
    }
  }

  private static int hex(byte[] bytes, int at) {
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      value = value << 4 | Character.digit(bytes[i], 16);
    }
    return value;
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
