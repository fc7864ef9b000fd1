package dev.longtail.udfs.reading;

import java.util.Arrays;

/** Digits of base64, standard or for URLs, and its padding. */
final class Base64Run extends Spans {
  /** What it finds. */
  static final String REGEX = "[A-Za-z0-9+/_-]{12,}={0,2}";

  private static final int SHORTEST = 12;
  private static final byte[] VALUES = values();

  private Base64Run(String text) {
    super(text);
  }

  private static byte[] values() {
    byte[] values = new byte[0x80];
    Arrays.fill(values, (byte) -1);
    String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < digits.length(); i++) {
      values[digits.charAt(i)] = (byte) i;
    }
    values['-'] = values['+'];
    values['_'] = values['/'];
    return values;
  }

  static boolean isDigit(char c) {
    return c < VALUES.length && VALUES[c] >= 0;
  }

  /** The runs of {@code text}. */
  static Spans in(String text) {
    return new Base64Run(text);
  }

  /**
   * Goes in steps of the shortest run: no run has a character between that is none of its digits.
   */
  @Override
  int nextStart(int from) {
    int length = text.length();
    int start = from;
    while (start + SHORTEST <= length) {
      int last = start + SHORTEST - 1;
      while (last >= start && isDigit(text.charAt(last))) {
        last--;
      }
      if (last < start) {
        return start;
      }
      start = last + 1;
    }
    return length;
  }

  @Override
  int endFrom(int start) {
    int end = start + SHORTEST;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    for (int i = 0; i < 2 && end < text.length() && text.charAt(end) == '='; i++) {
      end++;
    }
    return end;
  }

  /** What the digits of {@code text[start, end)} say; null if it is no text. */
  static String text(String text, int start, int end) {
    int digits = end - start;
    while (digits > 0 && text.charAt(start + digits - 1) == '=') {
      digits--;
    }
    digits = Math.min(digits % 4 == 1 ? digits - 1 : digits, 4 * Payloads.LONGEST);
    byte[] bytes = new byte[digits * 3 / 4];
    int group = 0;
    int to = 0;
    for (int i = 0; i < digits; i++) {
      group = (group << 6) | VALUES[text.charAt(start + i)];
      if ((i & 3) == 3) {
        bytes[to++] = (byte) (group >> 16);
        bytes[to++] = (byte) (group >> 8);
        bytes[to++] = (byte) group;
        group = 0;
      }
    }
    if ((digits & 3) == 2) {
      bytes[to] = (byte) (group >> 4);
    } else if ((digits & 3) == 3) {
      bytes[to++] = (byte) (group >> 10);
      bytes[to] = (byte) (group >> 2);
    }
    return DecodedText.of(bytes);
  }
}
