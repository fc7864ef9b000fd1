package dev.longtail.udfs.text;

/**
 * Text of others, for terminals and logs. Command lines and records come from attackers too. A
 * control character can rewrite what a terminal shows, a line end can forge a line of a log, and a
 * mark of writing direction can turn a text around. All of these are shown as their escapes, such
 * as {@code \u001b}.
 */
public final class Printable {
  private Printable() {}

  /** {@code text} on one line, with escapes for what is no visible character. */
  public static String of(String text) {
    return escaped(text, "");
  }

  /** As {@link #of}, but line ends and tabulators stay: for a message of several lines. */
  public static String lines(String text) {
    return escaped(text, "\n\t");
  }

  private static String escaped(String text, String kept) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int length = Character.charCount(c);
      if (isUnseen(c) && kept.indexOf(c) < 0) {
        out = out == null ? new StringBuilder(text.length() + 16).append(text, 0, i) : out;
        for (int k = i; k < i + length; k++) {
          out.append(String.format("\\u%04x", (int) text.charAt(k)));
        }
      } else if (out != null) {
        out.appendCodePoint(c);
      }
      i += length;
    }
    return out == null ? text : out.toString();
  }

  private static boolean isUnseen(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
