package dev.longtail.job.page;

import dev.longtail.udfs.text.Printable;

/**
 * A command line as the page keeps it.
 *
 * @param kept its beginning, at most {@value #MOST} characters
 * @param characters length of the whole line
 */
record CommandText(String kept, int characters) {
  /** Longer ones are to be looked up in the output. */
  static final int MOST = 200_000;

  /** Characters that a list shows. */
  static final int SHORT = 400;

  static CommandText of(String line) {
    return new CommandText(beginning(line, MOST), line.length());
  }

  /** The beginning, with escapes for what is no visible character. */
  String shortened() {
    return Printable.of(beginning(kept, SHORT));
  }

  /** Everything that is kept, with escapes for what is no visible character. */
  String whole() {
    return Printable.of(kept);
  }

  boolean isCut() {
    return characters > SHORT;
  }

  /** At most {@code most} characters, not ending within a character. */
  static String beginning(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
  }
}
