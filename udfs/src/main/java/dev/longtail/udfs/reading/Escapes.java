package dev.longtail.udfs.reading;

import static dev.longtail.udfs.text.Characters.isHex;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/** Characters written by their numbers within a text: {@code \x63url}, {@code %63url}. */
final class Escapes {
  static final Pattern ESCAPES =
      Pattern.compile("\\\\x[0-9a-fA-F]{2}|\\\\u[0-9a-fA-F]{4}|\\\\0?[0-3]?[0-7]{2}");
  static final Pattern PERCENT = Pattern.compile("(?:%[0-9a-fA-F]{2}){3,}");

  private static final int FEWEST = 3;

  private Escapes() {}

  /** The whole text with its escapes undone; null if it has fewer than three. */
  static String undone(String text) {
    if (!mayHaveEnough(text)) {
      return null;
    }
    Matcher escape = ESCAPES.matcher(text);
    StringBuilder out = new StringBuilder();
    int from = 0;
    int count = 0;
    while (escape.find()) {
      String digits = escape.group();
      char kind = digits.charAt(1);
      int code =
          kind == 'x' || kind == 'u'
              ? Integer.parseInt(digits.substring(2), 16)
              : Integer.parseInt(digits.substring(1), 8);
      if (code >= ' ' && code < 0x7f) {
        out.append(text, from, escape.start()).append((char) code);
        from = escape.end();
        count++;
      }
    }
    return count < FEWEST ? null : out.append(text, from, text.length()).toString();
  }

  /** Whether three back-slashes have digits behind them; no escape has fewer than two. */
  static boolean mayHaveEnough(String text) {
    int count = 0;
    for (int i = text.indexOf('\\'); i >= 0; i = text.indexOf('\\', i + 1)) {
      int digits = i + 1;
      if (digits < text.length() && (text.charAt(digits) == 'x' || text.charAt(digits) == 'u')) {
        digits++;
      }
      if (digits + 1 < text.length()
          && isHex(text.charAt(digits))
          && isHex(text.charAt(digits + 1))
          && ++count == FEWEST) {
        return true;
      }
    }
    return false;
  }

  /** The whole text with its letters behind percent signs; null if there are no three in a row. */
  static String percentUndone(String text) {
    if (!mayHaveThreePercents(text)) {
      return null;
    }
    String plain = Rewriting.each(PERCENT, text, coded -> letters(coded.group()));
    return plain.equals(text) ? null : plain;
  }

  static boolean mayHaveThreePercents(String text) {
    for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
      if (i + 6 < text.length() && text.charAt(i + 3) == '%' && text.charAt(i + 6) == '%') {
        return true;
      }
    }
    return false;
  }

  private static String letters(String coded) {
    String hex = coded.replace("%", "");
    StringBuilder out = new StringBuilder();
    for (int i = 0; i + 1 < hex.length(); i += 2) {
      int code = Integer.parseInt(hex.substring(i, i + 2), 16);
      if (code < ' ' || code > 0x7e) {
        return null;
      }
      out.append((char) code);
    }
    return out.toString();
  }
}
