package dev.longtail.training.core.report;

import dev.longtail.training.core.evaluation.Evaluation;
import dev.longtail.training.core.evaluation.TableRow;
import java.util.ArrayList;
import java.util.List;

/**
 * The table as the page shows it.
 *
 * @param rows its rows
 * @param low incident AUC at the left end of the drawn intervals
 * @param high incident AUC at their right end
 */
record TableView(List<Row> rows, String low, String high) {
  /** A row, written out. */
  record Row(
      String name,
      String meaning,
      boolean first,
      boolean best,
      String rows,
      String added,
      String incidentAuc,
      String incidentCi,
      String dot,
      String left,
      String width,
      String fpr50,
      String fpr80,
      String fpr90,
      String precision,
      String timeSplitAuc,
      String timeSplitCi) {}

  static TableView of(List<Evaluation> evaluations, List<TableRow> table) {
    double low = table.stream().mapToDouble(row -> row.incidentAucCi().get(0)).min().orElse(0);
    double high = table.stream().mapToDouble(row -> row.incidentAucCi().get(1)).max().orElse(1);
    // Room on both sides, and never a division by nothing
    double margin = Math.max(0.01, (high - low) * 0.04);
    low = Math.max(0, low - margin);
    high = Math.min(1, high + margin);
    List<Row> rows = new ArrayList<>();
    String base = "";
    for (int i = 0; i < table.size(); i++) {
      String own = evaluations.get(i).trainingSet().base();
      rows.add(
          row(
              evaluations.get(i),
              table.get(i),
              !own.equals(base),
              isBest(i, evaluations, table),
              low,
              high));
      base = own;
    }
    return new TableView(rows, Shown.auc(low).substring(0, 4), Shown.auc(high).substring(0, 4));
  }

  private static boolean isBest(int i, List<Evaluation> evaluations, List<TableRow> table) {
    String base = evaluations.get(i).trainingSet().base();
    for (int other = 0; other < table.size(); other++) {
      if (evaluations.get(other).trainingSet().base().equals(base)
          && table.get(other).incidentAuc() > table.get(i).incidentAuc()) {
        return false;
      }
    }
    return true;
  }

  private static Row row(
      Evaluation evaluation, TableRow row, boolean first, boolean best, double low, double high) {
    double left = 100 * (row.incidentAucCi().get(0) - low) / (high - low);
    double right = 100 * (row.incidentAucCi().get(1) - low) / (high - low);
    return new Row(
        row.trainingSet(),
        evaluation.trainingSet().arm().meaning(),
        first,
        best,
        Shown.count(row.rows()),
        row.added() == 0 ? "–" : "+" + Shown.count(row.added()),
        Shown.auc(row.incidentAuc()),
        Shown.auc(row.incidentAucCi()),
        Svg.coordinate(100 * (row.incidentAuc() - low) / (high - low)),
        Svg.coordinate(left),
        Svg.coordinate(right - left),
        Shown.percent(row.fprAtRecall().get("0.5")),
        Shown.percent(row.fprAtRecall().get("0.8")),
        Shown.percent(row.fprAtRecall().get("0.9")),
        Shown.auc(row.incidentAveragePrecision()),
        Shown.auc(row.timeSplitAuc()),
        Shown.auc(row.timeSplitAucCi()));
  }
}
