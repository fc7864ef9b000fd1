package dev.longtail.udfs.template;

import static dev.longtail.udfs.text.Characters.digitsEnd;
import static dev.longtail.udfs.text.Characters.isHex;
import static dev.longtail.udfs.text.Characters.wordEnd;

/** Finds payloads written in pieces: character escapes and lists of numbers. */
final class EncodedRows {
  private static final int SHORTEST_ESCAPES = 4;
  private static final int SHORTEST_LIST = 8;
  private static final int LONGEST_COMPARED = 18;

  private final char[] text;
  private final int length;

  /** The list of numbers was searched for a payload up to this index. */
  private int listTried;

  EncodedRows(char[] text, int length) {
    this.text = text;
    this.length = length;
  }

  /** Whether a payload of character escapes begins at {@code at}. */
  static boolean areEscapes(char[] text, int length, int at) {
    int end = at;
    for (int count = 0; count < SHORTEST_ESCAPES; count++) {
      end = escape(text, length, end);
      if (end < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the word {@code text[start, end)} is escapes without backslashes: {@code x41x42}. */
  static boolean areBareEscapes(char[] text, int start, int end) {
    if (end - start < 3 * SHORTEST_ESCAPES || (end - start) % 3 != 0) {
      return false;
    }
    for (int at = start; at < end; at += 3) {
      if (text[at] != 'x' || !isHex(text[at + 1]) || !isHex(text[at + 2])) {
        return false;
      }
    }
    return true;
  }

  /**
   * The end of the character escapes that begin at {@code at}, or -1 if there are fewer than four
   * in a row. Escapes are those of C, JavaScript and URLs, and octal ones. Words and escapes that
   * follow directly belong to the payload.
   */
  int escapes(int at) {
    if (!areEscapes(text, length, at)) {
      return -1;
    }
    int end = at;
    while (true) {
      int next = escape(text, length, end);
      if (next < 0) {
        next = wordEnd(text, length, end);
      }
      if (next == end) {
        return end;
      }
      end = next;
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
    int end = digitsEnd(text, Math.min(length, at + 4), at + 1);
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
   * The end of the list of numbers that begins at {@code start}, or -1 if it has fewer than eight.
   * Numbers are decimal or {@code 0x}, joined by commas with or without blanks. A list that only
   * ascends is no payload: it chooses columns, ports or processors.
   */
  int numbers(int start) {
    if (start < listTried) {
      return -1;
    }
    int count = 0;
    boolean ascends = true;
    int before = start;
    int end = start;
    int next = start;
    while (true) {
      int number = number(next);
      if (number < 0) {
        break;
      }
      ascends &= count == 0 || isLess(before, next);
      before = next;
      count++;
      end = number;
      next = comma(end);
      if (next < 0) {
        break;
      }
    }
    listTried = end;
    return count >= SHORTEST_LIST && !ascends ? end : -1;
  }

  /** The beginning of the next number, behind the comma that follows {@code at}; or -1. */
  private int comma(int at) {
    int comma = at < length && text[at] == ' ' ? at + 1 : at;
    if (comma >= length || text[comma] != ',') {
      return -1;
    }
    return comma + 1 < length && text[comma + 1] == ' ' ? comma + 2 : comma + 1;
  }

  private boolean isLess(int a, int b) {
    return value(a) < value(b);
  }

  /** The number at {@code at}; of a long number, only its first digits. */
  private long value(int at) {
    boolean hexadecimal = text[at] == '0' && at + 1 < length && (text[at + 1] | 32) == 'x';
    int radix = hexadecimal ? 16 : 10;
    long value = 0;
    int from = hexadecimal ? at + 2 : at;
    for (int i = from; i < length && i < from + LONGEST_COMPARED && isHex(text[i]); i++) {
      value = value * radix + Character.digit(text[i], 16);
    }
    return value;
  }

  private int number(int at) {
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
      end = digitsEnd(text, length, at);
    }
    return end > at && VolatileForms.endsAt(text, length, end) ? end : -1;
  }
}
