package dev.longtail.training.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table as Markdown; its columns also line up on a terminal. */
public final class MarkdownTable {
  private static final List<String> HEADINGS =
      List.of(
          "training set",
          "rows",
          "incident AUC",
          "95 % CI",
          "FPR at 80 % recall",
          "trees alone",
          "time split AUC",
          "95 % CI");

  private MarkdownTable() {}

  /** A heading and one line per row. */
  public static String of(List<TableRow> table) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEADINGS);
    for (TableRow row : table) {
      lines.add(
          List.of(
              row.trainingSet(),
              String.format(Locale.ROOT, "%,d", row.rows()),
              format("%.4f", row.incidentAuc()),
              interval(row.incidentAucCi()),
              format("%.3f", row.fprAtRecall().get("0.8")),
              format("%.4f", row.incidentTreesAuc()),
              format("%.4f", row.timeSplitAuc()),
              interval(row.timeSplitAucCi())));
    }
    int[] widths = new int[HEADINGS.size()];
    for (List<String> line : lines) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], line.get(c).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int l = 0; l < lines.size(); l++) {
      for (int c = 0; c < widths.length; c++) {
        // The first column is aligned left, numbers right.
        String cell = c == 0 ? "%-" + widths[c] + "s" : "%" + widths[c] + "s";
        text.append("| ").append(cell.formatted(lines.get(l).get(c))).append(' ');
      }
      text.append("|\n");
      if (l == 0) {
        for (int c = 0; c < widths.length; c++) {
          text.append('|').append(c == 0 ? "-" : "").append("-".repeat(widths[c] + 1));
          text.append(c == 0 ? "" : ":");
        }
        text.append("|\n");
      }
    }
    return text.toString();
  }

  private static String interval(List<Double> ends) {
    return format("%.4f", ends.get(0)) + "–" + format("%.4f", ends.get(1));
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
