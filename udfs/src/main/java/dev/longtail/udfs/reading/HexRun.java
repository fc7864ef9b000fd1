package dev.longtail.udfs.reading;

import dev.longtail.udfs.text.Characters;
import java.io.ByteArrayOutputStream;

/** Bytes as pairs of hexadecimal digits, one behind the other or with a sign between each two. */
final class HexRun extends Spans {
  /** What it finds. */
  static final String REGEX = "(?i)(?:[0-9a-f]{2}){6,}|(?:[0-9a-f]{2}[\\s,:-]){6,}[0-9a-f]{2}";

  private static final int FEWEST = 6;

  private HexRun(String text) {
    super(text);
  }

  /** The runs of {@code text}. */
  static Spans in(String text) {
    return new HexRun(text);
  }

  @Override
  int nextStart(int from) {
    int length = text.length();
    for (int i = from; i + 2 * FEWEST <= length; i++) {
      if (!Characters.isHex(text.charAt(i + 1))) {
        i++;
      } else if (Characters.isHex(text.charAt(i))) {
        return i;
      }
    }
    return length;
  }

  @Override
  int endFrom(int start) {
    int length = text.length();
    int close = start;
    while (isPair(close)) {
      close += 2;
    }
    if (close - start >= 2 * FEWEST) {
      return close;
    }
    int pairs = 0;
    int apart = start;
    while (isPair(apart) && apart + 2 < length && isBetween(text.charAt(apart + 2))) {
      apart += 3;
      pairs++;
    }
    if (pairs >= FEWEST && isPair(apart)) {
      return apart + 2;
    }
    return pairs > FEWEST ? apart - 1 : -1; // the last pair has no sign behind it
  }

  private boolean isPair(int at) {
    return at + 1 < text.length()
        && Characters.isHex(text.charAt(at))
        && Characters.isHex(text.charAt(at + 1));
  }

  private static boolean isBetween(char c) {
    return c == ' ' || c == ',' || c == ':' || c == '-' || (c >= '\t' && c <= '\r' && c != 0xb);
  }

  /** What the bytes of {@code text[start, end)} say; null if it is no text. */
  static String text(String text, int start, int end) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int high = -1;
    for (int i = start; i < end && bytes.size() < Payloads.LONGEST; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit >= 0 && high >= 0) {
        bytes.write(16 * high + digit);
        high = -1;
      } else if (digit >= 0) {
        high = digit;
      }
    }
    return DecodedText.of(bytes.toByteArray());
  }
}
