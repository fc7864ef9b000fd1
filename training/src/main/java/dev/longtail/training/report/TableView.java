package dev.longtail.training.report;

import dev.longtail.training.evaluation.Evaluation;
import dev.longtail.training.evaluation.TableRow;
import java.util.Comparator;
import java.util.List;

/**
 * The rows of one base set in the page's table; their intervals are drawn on one scale.
 *
 * @param title the base set
 * @param rows the rows
 * @param low incident AUC at the left end of the scale
 * @param high incident AUC at its right end
 */
record TableView(String title, List<Row> rows, String low, String high) {
  /** A row as text; {@code dot}, {@code left} and {@code width} are per cent of the scale. */
  record Row(
      String name,
      String meaning,
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

  /** A scale of incident AUC. */
  private record Scale(double low, double high) {
    static Scale of(List<TableRow> table) {
      double low = table.stream().mapToDouble(row -> row.incidentAucCi().get(0)).min().orElse(0);
      double high = table.stream().mapToDouble(row -> row.incidentAucCi().get(1)).max().orElse(1);
      // Whole hundredths make short labels, and the two ends never coincide.
      return new Scale(Math.floor(low * 100) / 100, Math.floor(high * 100 + 1) / 100);
    }

    double percent(double auc) {
      return 100 * (auc - low) / (high - low);
    }
  }

  static TableView of(String base, List<Evaluation> evaluations) {
    List<TableRow> table = evaluations.stream().map(TableRow::of).toList();
    Scale scale = Scale.of(table);
    double best =
        table.stream().map(TableRow::incidentAuc).max(Comparator.naturalOrder()).orElseThrow();
    List<Row> rows =
        evaluations.stream()
            .map(
                evaluation ->
                    row(
                        TableRow.of(evaluation),
                        evaluation.trainingSet().arm().meaning(),
                        evaluation.incident().auc().value() == best,
                        scale))
            .toList();
    return new TableView(
        BaseTitle.of(base), rows, Shown.hundredths(scale.low()), Shown.hundredths(scale.high()));
  }

  private static Row row(TableRow row, String meaning, boolean best, Scale scale) {
    double left = scale.percent(row.incidentAucCi().get(0));
    double right = scale.percent(row.incidentAucCi().get(1));
    return new Row(
        row.trainingSet(),
        meaning,
        best,
        Shown.count(row.rows()),
        row.added() == 0 ? "–" : "+" + Shown.count(row.added()),
        Shown.auc(row.incidentAuc()),
        Shown.auc(row.incidentAucCi()),
        Svg.coordinate(scale.percent(row.incidentAuc())),
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
