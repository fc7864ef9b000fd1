package dev.longtail.training.report;

import java.util.List;
import java.util.Locale;

/** Writes numbers and foreign text for the page; the template does the escaping. */
final class Shown {
  /** A command line in the page is cut after this many characters. */
  private static final int LONGEST = 320;

  private Shown() {}

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String auc(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  static String auc(List<Double> interval) {
    return auc(interval.get(0)) + "–" + auc(interval.get(1));
  }

  static String hundredths(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  static String thousandths(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  static String signed(double value) {
    return String.format(Locale.ROOT, "%+.4f", value).replace('-', '−');
  }

  /**
   * A command line on one line. Characters that are invisible, turn the reading direction or hide
   * text are written by name or code, so a reader sees the command that was run.
   */
  static String commandLine(String text) {
    return commandLine(text, LONGEST);
  }

  /** As {@link #commandLine(String)}, cut after so many characters. */
  static String commandLine(String text, int longest) {
    StringBuilder shown = new StringBuilder();
    int kept = 0;
    for (int i = 0; i < text.length() && kept < longest; kept++) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\n') {
        shown.append("‹LF›");
      } else if (c == '\r') {
        shown.append("‹CR›");
      } else if (c == '\t') {
        shown.append("‹TAB›");
      } else if (isInvisible(c)) {
        shown.append(String.format(Locale.ROOT, "‹U+%04X›", c));
      } else {
        shown.appendCodePoint(c);
      }
    }
    int length = text.codePointCount(0, text.length());
    if (length > longest) {
      shown.append(" … (").append(count(length)).append(" characters)");
    }
    return shown.toString();
  }

  /** Log-odds with their sign. */
  static String amount(double logOdds) {
    return String.format(Locale.ROOT, "%+.2f", logOdds).replace('-', '−');
  }

  /** Foreign text in Markdown: between so many backticks that none of its own ends it. */
  static String code(String text, int longest) {
    String shown = commandLine(text, longest);
    int run = 0;
    int most = 0;
    for (int i = 0; i < shown.length(); i++) {
      run = shown.charAt(i) == '`' ? run + 1 : 0;
      most = Math.max(most, run);
    }
    String fence = "`".repeat(most + 1);
    boolean touches = shown.startsWith("`") || shown.endsWith("`") || shown.isBlank();
    return touches ? fence + " " + shown + " " + fence : fence + shown + fence;
  }

  /** A sentence with foreign names in Markdown: what would be markup stands for itself. */
  static String prose(String text) {
    return commandLine(text, Integer.MAX_VALUE).replaceAll("[\\\\`*_{}\\[\\]<>|#]", "\\\\$0");
  }

  private static boolean isInvisible(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE
        || type == Character.UNASSIGNED;
  }
}
