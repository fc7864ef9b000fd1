package dev.longtail.udfs.reading;

import static dev.longtail.udfs.text.Characters.isDigit;
import static dev.longtail.udfs.text.Characters.isHex;

import java.util.List;

/** A list of numbers of characters: {@code [char]105+[char]101+[char]120} is {@code iex}. */
final class CharacterNumbers extends Spans {
  /** What it finds, but for signs before the first number. */
  static final String REGEX =
      "(?i)(?:(?:\\[char\\]|chr\\(|chrw\\()?\\(?\\s?(?:0x[0-9a-f]{2}|[0-9]{2,3})\\s?\\)?\\s?"
          + "[,+&.;:|-]?\\s?){3,}";

  private static final List<String> CALLS = List.of("[char]", "chr(", "chrw(");
  private static final int FEWEST = 3;
  private static final int LAST_CHARACTER = 0x7e;

  private CharacterNumbers(String text) {
    super(text);
  }

  /** The lists of {@code text}. */
  static Spans in(String text) {
    return new CharacterNumbers(text);
  }

  @Override
  int nextStart(int from) {
    int length = text.length();
    for (int i = from; i + 2 * FEWEST <= length; i++) {
      if (isDigit(text.charAt(i)) && (isDigit(text.charAt(i + 1)) || isX(i + 1))) {
        return i;
      }
    }
    return length;
  }

  /** A number takes three digits if enough others follow then, else two. */
  @Override
  int endFrom(int start) {
    int end = -1;
    int at = start;
    for (int left = FEWEST; ; left--) {
      int number = beforeNumber(at);
      int longest = longest(number);
      if (longest < 0) {
        return left > 0 ? -1 : end;
      }
      if (left > 1 && longest == 3 && !follow(behindNumber(number + 3), left - 1)) {
        longest = 2;
      }
      at = behindNumber(number + longest);
      end = at;
    }
  }

  /** Whether at least {@code count} numbers follow. */
  private boolean follow(int at, int count) {
    int number = beforeNumber(at);
    int longest = longest(number);
    if (longest < 0 || count == 1) {
      return longest > 0;
    }
    return follow(behindNumber(number + longest), count - 1)
        || (longest == 3 && follow(behindNumber(number + 2), count - 1));
  }

  /** How many characters the number at {@code at} has at most; -1 if there is none. */
  private int longest(int at) {
    if (at + 3 < text.length()
        && text.charAt(at) == '0'
        && isX(at + 1)
        && isHex(text.charAt(at + 2))
        && isHex(text.charAt(at + 3))) {
      return 4;
    }
    int digits = 0;
    while (digits < 3 && at + digits < text.length() && isDigit(text.charAt(at + digits))) {
      digits++;
    }
    return digits < 2 ? -1 : digits;
  }

  private int beforeNumber(int at) {
    int to = at;
    for (String call : CALLS) {
      if (text.regionMatches(true, at, call, 0, call.length())) {
        to = at + call.length();
        break;
      }
    }
    return behindBlank(behind(to, '('));
  }

  private int behindNumber(int at) {
    int sign = behindBlank(behind(behindBlank(at), ')'));
    boolean is = sign < text.length() && ",+&.;:|-".indexOf(text.charAt(sign)) >= 0;
    return behindBlank(is ? sign + 1 : sign);
  }

  private int behind(int at, char c) {
    return at < text.length() && text.charAt(at) == c ? at + 1 : at;
  }

  private int behindBlank(int at) {
    if (at < text.length()) {
      char c = text.charAt(at);
      return c == ' ' || (c >= '\t' && c <= '\r' && c != 0xb) ? at + 1 : at;
    }
    return at;
  }

  private boolean isX(int at) {
    return (text.charAt(at) | 0x20) == 'x';
  }

  /** What the list {@code text[start, end)} says; null if a number is that of no character. */
  static String text(String text, int start, int end) {
    StringBuilder out = null;
    for (int i = start; i + 1 < end; ) {
      int length = 0;
      int code = 0;
      char c = text.charAt(i);
      if (c == '0'
          && i + 3 < end
          && text.charAt(i + 1) == 'x'
          && isHex(text.charAt(i + 2))
          && isHex(text.charAt(i + 3))) {
        length = 4;
        code =
            16 * Character.digit(text.charAt(i + 2), 16) + Character.digit(text.charAt(i + 3), 16);
      } else if (isDigit(c) && isDigit(text.charAt(i + 1))) {
        length = i + 2 < end && isDigit(text.charAt(i + 2)) ? 3 : 2;
        for (int k = i; k < i + length; k++) {
          code = 10 * code + text.charAt(k) - '0';
        }
      }
      if (length == 0) {
        i++;
        continue;
      }
      if (code < '\t' || code > LAST_CHARACTER || (code > '\r' && code < ' ')) {
        return null;
      }
      out = out == null ? new StringBuilder() : out;
      out.append((char) code);
      if (out.length() == Payloads.LONGEST) {
        break;
      }
      i += length;
    }
    return out == null || out.length() < FEWEST ? null : out.toString();
  }
}
