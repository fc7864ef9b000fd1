package dev.longtail.training.evaluation;

import java.util.List;

/** A table in Markdown whose columns also line up on a terminal. */
public final class AlignedTable {
  private AlignedTable() {}

  /** The first column is aligned left, the others right. Every row has a cell for each heading. */
  public static String of(List<String> headings, List<List<String>> rows) {
    int[] widths = new int[headings.size()];
    widen(widths, headings);
    rows.forEach(row -> widen(widths, row));
    StringBuilder text = new StringBuilder();
    line(text, widths, headings);
    for (int c = 0; c < widths.length; c++) {
      text.append('|').append(c == 0 ? "-" : "").append("-".repeat(widths[c] + 1));
      text.append(c == 0 ? "" : ":");
    }
    text.append("|\n");
    rows.forEach(row -> line(text, widths, row));
    return text.toString();
  }

  private static void widen(int[] widths, List<String> cells) {
    for (int c = 0; c < widths.length; c++) {
      widths[c] = Math.max(widths[c], cells.get(c).length());
    }
  }

  private static void line(StringBuilder text, int[] widths, List<String> cells) {
    for (int c = 0; c < widths.length; c++) {
      String format = c == 0 ? "%-" + widths[c] + "s" : "%" + widths[c] + "s";
      text.append("| ").append(format.formatted(cells.get(c))).append(' ');
    }
    text.append("|\n");
  }
}
