package dev.longtail.udfs.reading;

import dev.longtail.udfs.text.Characters;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts that a line holds in another form: base64, also of gzip, hexadecimal digits, escapes of
 * {@code printf} and of script languages, numbers of characters, letters turned round or moved by
 * thirteen. What decodes to no text is none: names, paths and digests are spelled in the same
 * digits.
 */
final class Payloads {
  /** The most characters of a payload. */
  static final int LONGEST = 64 << 10;

  /** The most payloads of a text and a kind that are looked at. */
  private static final int MOST = 50;

  private Payloads() {}

  /** The texts that {@code text}, in its own case, holds in another form. */
  static List<String> of(String text) {
    List<String> found = new ArrayList<>(0);
    Spans base64 = Base64Run.in(text);
    for (int i = 0; i < MOST && base64.next(); i++) {
      add(Base64Run.text(text, base64.start(), base64.end()), found);
    }
    Spans hex = HexRun.in(text);
    for (int i = 0; i < MOST && hex.next(); i++) {
      add(HexRun.text(text, hex.start(), hex.end()), found);
    }
    if (text.indexOf('\\') >= 0) {
      add(Escapes.undone(text), found);
    }
    if (text.indexOf('%') >= 0) {
      add(Escapes.percentUndone(text), found);
    }
    Spans numbers = CharacterNumbers.in(text);
    for (int i = 0; i < MOST && numbers.next(); i++) {
      add(CharacterNumbers.text(text, numbers.start(), numbers.end()), found);
    }
    if (text.contains("rev")
        && (text.contains("| rev") || text.contains("|rev") || text.contains("rev <<<"))) {
      add(new StringBuilder(text).reverse().toString(), found);
    }
    if (text.contains("n-za-m") || text.contains("rot13")) {
      add(rot13(text), found);
    }
    return found;
  }

  private static void add(String text, List<String> found) {
    if (text != null && !found.contains(text)) {
      found.add(text);
    }
  }

  private static String rot13(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Characters.isLower(c)) {
        c = (char) ('a' + (c - 'a' + 13) % 26);
      } else if (Characters.isUpper(c)) {
        c = (char) ('A' + (c - 'A' + 13) % 26);
      }
      out.append(c);
    }
    return out.toString();
  }
}
