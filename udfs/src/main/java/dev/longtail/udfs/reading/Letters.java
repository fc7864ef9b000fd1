package dev.longtail.udfs.reading;

import java.text.Normalizer;

/**
 * Letters as a reader sees them: full-width and other forms of a letter become the letter, letters
 * of other scripts that look like Latin ones become Latin, and what is not to be seen goes.
 */
final class Letters {
  /** Lower-case letters that look like the Latin letter at the same place of {@link #LATIN}. */
  private static final String LOOK_ALIKE =
      "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455"
          + "\u0501\u051b\u051d\u04bb\u04cf\u04ab\u03b1\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5"
          + "\u03c7\u03f2\u03f3\u0131\u0251\u0261\u026a\u0280\u028f\u0299\u1d04\u0578\u057d\u0585"
          + "\u0570\u2212\u2010\u2011\u2012\u2013\u2014\u2044\u2215\u29f8\u2223\u01c0";

  private static final String LATIN =
      "abekmhopctyxijs" + "dqwhlcaikvoptu" + "xcjiagiryb" + "cnuoh" + "------///" + "||";

  private Letters() {}

  /**
   * Whether a word mixes Latin letters with others that look like them, is written in other forms
   * of Latin letters, or has something invisible in it. Words all of another script do not.
   */
  static boolean isDisguised(String text) {
    if (isAscii(text)) {
      return false;
    }
    boolean latin = false;
    boolean alike = false;
    boolean invisible = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean ascii = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (isOtherForm(c) || (invisible && ascii)) {
        return true;
      }
      if (Character.isLetterOrDigit(c)) {
        latin |= ascii;
        alike |= LOOK_ALIKE.indexOf(Character.toLowerCase(c)) >= 0;
      } else if (!isInvisible(c)) {
        latin = false;
        alike = false;
      }
      invisible = latin && Character.getType(c) == Character.FORMAT;
      if (latin && alike) {
        return true;
      }
    }
    return false;
  }

  /** Full-width, mathematical and circled forms of Latin letters. */
  private static boolean isOtherForm(int c) {
    return (c >= 0xff21 && c <= 0xff5a && Character.isLetter(c))
        || (c >= 0x1d400 && c <= 0x1d7ff)
        || (c >= 0x24b6 && c <= 0x24e9);
  }

  /** {@code text} with plain letters; the same object if all are plain. */
  static String plain(String text) {
    if (isAscii(text)) {
      return text;
    }
    String composed = Normalizer.normalize(text, Normalizer.Form.NFKC);
    StringBuilder plain = new StringBuilder(composed.length());
    for (int i = 0; i < composed.length(); ) {
      int c = composed.codePointAt(i);
      i += Character.charCount(c);
      int at = LOOK_ALIKE.indexOf(Character.toLowerCase(c));
      if (at >= 0) {
        plain.append(LATIN.charAt(at));
      } else if (!isInvisible(c)) {
        plain.append(c == 0xa0 || Character.isSpaceChar(c) ? " " : Character.toString(c));
      }
    }
    return plain.toString();
  }

  /** Zero-width characters, marks of direction, variation selectors, tags, other controls. */
  private static boolean isInvisible(int c) {
    int type = Character.getType(c);
    return type == Character.FORMAT
        || type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || (type == Character.CONTROL && c != '\t' && c != '\n' && c != '\r')
        || c == 0x115f
        || c == 0x1160
        || c == 0x3164
        || c == 0x2800
        || (c >= 0xfe00 && c <= 0xfe0f);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7e) {
        return false;
      }
    }
    return true;
  }
}
