package dev.longtail.udfs.template;

import static dev.longtail.udfs.text.Characters.digitsEnd;
import static dev.longtail.udfs.text.Characters.isDigit;
import static dev.longtail.udfs.text.Characters.isHex;
import static dev.longtail.udfs.text.Characters.isWord;

import dev.longtail.udfs.text.Characters;

/**
 * The fixed forms of volatile parts that consist of several words: GUIDs, addresses, times.
 *
 * <p>Every method looks at a bounded number of characters from the beginning of a word. It returns
 * the end of the form, or -1. A form may not be followed directly by a word, placeholder or
 * payload.
 */
final class VolatileForms {
  private static final int[] GUID_GROUPS = {8, 4, 4, 4, 12};
  private static final int MAC_GROUPS = 6;
  private static final int IPV6_GROUPS = 8;
  private static final int IPV4_GROUPS = 4;

  private VolatileForms() {}

  /**
   * Whether a form may end before {@code at}: it does not go on there, neither in the line nor in
   * its template.
   */
  static boolean endsAt(char[] text, int length, int at) {
    return at >= length
        || (!isWord(text[at])
            && Placeholder.end(text, length, at) < 0
            && !EncodedRows.areEscapes(text, length, at));
  }

  static int guid(char[] text, int length, int start) {
    int at = start;
    boolean digit = false;
    for (int group = 0; group < GUID_GROUPS.length; group++) {
      if (group > 0) {
        if (at >= length || text[at] != '-') {
          return -1;
        }
        at++;
      }
      int end = at + GUID_GROUPS[group];
      if (end > length) {
        return -1;
      }
      for (; at < end; at++) {
        if (!isHex(text[at])) {
          return -1;
        }
        digit |= isDigit(text[at]);
      }
    }
    return digit && endsAt(text, length, at) ? at : -1;
  }

  /** Six pairs of hexadecimal digits, joined by colons or by hyphens. */
  static int mac(char[] text, int length, int start) {
    if (start + 2 >= length || (text[start + 2] != ':' && text[start + 2] != '-')) {
      return -1;
    }
    char separator = text[start + 2];
    int end = start + 3 * MAC_GROUPS - 1;
    if (end > length) {
      return -1;
    }
    boolean digit = false;
    for (int i = 0; i < end - start; i++) {
      char c = text[start + i];
      if (i % 3 == 2 ? c != separator : !isHex(c)) {
        return -1;
      }
      digit |= isDigit(c);
    }
    return digit && endsAt(text, length, end) ? end : -1;
  }

  /** Eight groups of hexadecimal digits, or fewer with one {@code ::}. */
  static int ipv6(char[] text, int length, int start) {
    int at = start;
    int groups = 0;
    boolean compressed = false;
    boolean digit = false;
    while (true) {
      int group = at;
      while (at < length && at - group < 4 && isHex(text[at])) {
        digit |= isDigit(text[at]);
        at++;
      }
      if (at == group) {
        // Behind the colons of a compressed address there may be nothing.
        break;
      }
      groups++;
      if (groups == IPV6_GROUPS || at >= length || text[at] != ':') {
        break;
      }
      at++;
      if (at < length && text[at] == ':') {
        if (compressed) {
          return -1;
        }
        compressed = true;
        at++;
      } else if (at >= length || !isHex(text[at])) {
        return -1;
      }
    }
    boolean whole = compressed ? groups < IPV6_GROUPS : groups == IPV6_GROUPS;
    return whole && digit && endsAt(text, length, at) && !(at < length && text[at] == ':')
        ? at
        : -1;
  }

  /**
   * The end of one number, or of several joined by dots. Letters may follow directly only if they
   * are a unit of at most three letters.
   */
  static int dotted(char[] text, int length, int start) {
    int end = digitsEnd(text, length, start);
    while (end + 1 < length && text[end] == '.' && isDigit(text[end + 1])) {
      int next = digitsEnd(text, length, end + 1);
      int unit = Characters.wordEnd(text, length, next);
      if (!endsAt(text, length, unit) || unit - next > 3) {
        return end;
      }
      for (int i = next; i < unit; i++) {
        if (isDigit(text[i])) {
          return end;
        }
      }
      end = next;
      if (unit > next) {
        return end;
      }
    }
    return end;
  }

  /**
   * Whether {@code text[start, end)}, numbers joined by dots, is an IPv4 address. A group may
   * exceed 255, because many published lines were made anonymous in this way.
   */
  static boolean isIpv4(char[] text, int start, int end) {
    int groups = 1;
    int digits = 0;
    for (int i = start; i < end; i++) {
      if (text[i] == '.') {
        groups++;
        digits = 0;
      } else if (++digits > 3) {
        return false;
      }
    }
    return groups == IPV4_GROUPS;
  }

  /** A date, a date and a time, or a time of day with seconds. */
  static int time(char[] text, int length, int start) {
    int digits = digitsEnd(text, length, start) - start;
    int end = -1;
    if (digits == 8 && isYear(text, start) && inRange(text, start + 4, 1, 12)) {
      // yyyymmdd is a date only before a time: alone it cannot be distinguished from a number.
      int at = start + 8;
      if (at < length && isTimeJoint(text[at])) {
        end = clock(text, length, at + 1, true);
      }
    } else if (digits == 4 && isYear(text, start)) {
      end = date(text, length, start, 4, 2, 2);
      if (end >= 0) {
        end = withClock(text, length, end);
      }
    } else if (digits == 1 || digits == 2) {
      end = date(text, length, start, 2, 2, 4);
      end = end >= 0 ? withClock(text, length, end) : clock(text, length, start, true);
    }
    return end >= 0 && endsAt(text, length, end) ? end : -1;
  }

  private static boolean isYear(char[] text, int at) {
    return (text[at] == '1' && text[at + 1] == '9') || (text[at] == '2' && text[at + 1] == '0');
  }

  private static boolean isTimeJoint(char c) {
    return c == 'T' || c == 't' || c == '_' || c == '-' || c == ' ';
  }

  private static boolean inRange(char[] text, int at, int least, int most) {
    int value = (text[at] - '0') * 10 + text[at + 1] - '0';
    return value >= least && value <= most;
  }

  /** Three numbers, joined twice by the same of {@code - / .}, each with a limit of its digits. */
  private static int date(char[] text, int length, int start, int first, int second, int third) {
    int at = numberUpTo(text, length, start, first);
    if (at < 0 || at >= length || (text[at] != '-' && text[at] != '/' && text[at] != '.')) {
      return -1;
    }
    char separator = text[at];
    at = numberUpTo(text, length, at + 1, second);
    if (at < 0 || at >= length || text[at] != separator) {
      return -1;
    }
    int last = at + 1;
    at = numberUpTo(text, length, last, third);
    if (at < 0 || (third == 4 && (at - last != 4 || !isYear(text, last)))) {
      return -1;
    }
    return at;
  }

  /** The end of a number of one to {@code digits} digits, or -1. */
  private static int numberUpTo(char[] text, int length, int at, int digits) {
    int end = at;
    while (end < length && end - at <= digits && isDigit(text[end])) {
      end++;
    }
    return end > at && end - at <= digits ? end : -1;
  }

  /**
   * The end of the time of day that follows a date ending at {@code date}; if none, {@code date}.
   */
  private static int withClock(char[] text, int length, int date) {
    if (date < length && isTimeJoint(text[date])) {
      int hours = digitsEnd(text, length, date + 1);
      if (text[date] == ' ' && (hours >= length || text[hours] != ':')) {
        return date;
      }
      int end = clock(text, length, date + 1, false);
      return end >= 0 && endsAt(text, length, end) ? end : date;
    }
    return date;
  }

  /**
   * A time of day: {@code hhmm}, {@code hhmmss} or {@code hh:mm:ss} (also with hyphens), with
   * fraction and zone. With {@code seconds}, the seconds are required.
   */
  private static int clock(char[] text, int length, int start, boolean seconds) {
    int digits = digitsEnd(text, length, start) - start;
    int at;
    if (digits == 6 || (digits == 4 && !seconds)) {
      at = start + digits;
    } else if (digits == 1 || digits == 2) {
      at = start + digits;
      if (at >= length || (text[at] != ':' && text[at] != '-')) {
        return -1;
      }
      char separator = text[at];
      if (!isPair(text, length, at + 1)) {
        return -1;
      }
      at += 3;
      if (at < length && text[at] == separator && isPair(text, length, at + 1)) {
        at += 3;
      } else if (seconds || separator == '-') {
        return -1;
      }
      if (separator == '-' && start > 0 && digits == 1) {
        return -1;
      }
    } else {
      return -1;
    }
    if (at + 1 < length && (text[at] == '.' || text[at] == ',') && isDigit(text[at + 1])) {
      at = Math.min(digitsEnd(text, length, at + 1), at + 10);
    }
    return zone(text, length, at);
  }

  /** The end of {@code Z} or of an offset, if there is one. */
  private static int zone(char[] text, int length, int at) {
    if (at < length && (text[at] == 'Z' || text[at] == 'z')) {
      return at + 1;
    }
    if (at < length && (text[at] == '+' || text[at] == '-') && isPair(text, length, at + 1)) {
      int minutes = at + 3 < length && text[at + 3] == ':' ? at + 4 : at + 3;
      int end = isPair(text, length, minutes) ? minutes + 2 : at + 3;
      return endsAt(text, length, end) ? end : at;
    }
    return at;
  }

  private static boolean isPair(char[] text, int length, int at) {
    return at + 1 < length
        && isDigit(text[at])
        && isDigit(text[at + 1])
        && (at + 2 == length || !isDigit(text[at + 2]));
  }
}
