package dev.longtail.training.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table as Markdown. */
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
    return AlignedTable.of(HEADINGS, lines);
  }

  private static String interval(List<Double> ends) {
    return format("%.4f", ends.get(0)) + "–" + format("%.4f", ends.get(1));
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
