package dev.longtail.training.report;

import dev.longtail.training.data.Arm;
import dev.longtail.training.evaluation.PointOfCurve;
import dev.longtail.training.evaluation.TableRow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What more days and more labels are worth: incident AUC against both.
 *
 * @param title the base set
 * @param days against days of anomalies
 * @param labels against labels, for exemplars and random lines
 * @param legend the lines of the charts
 */
record SaturationFigure(
    String title, String days, String labels, List<RocFigure.LegendEntry> legend) {

  static List<SaturationFigure> of(List<TableRow> table) {
    List<SaturationFigure> figures = new ArrayList<>();
    for (TableRow row : table) {
      if (row.details() != null && !row.details().saturation().isEmpty()) {
        figures.add(of(row));
      }
    }
    return figures;
  }

  private static SaturationFigure of(TableRow row) {
    String base = row.trainingSet().replaceFirst("\\+.*", "");
    List<PointOfCurve> all =
        Stream.of(
                row.details().saturation(), row.details().labels(), row.details().labelsOfRandom())
            .flatMap(List::stream)
            .toList();
    Axis auc =
        Axis.between(
            "incident AUC",
            all.stream().mapToDouble(PointOfCurve::incidentAuc).min().orElse(0),
            all.stream().mapToDouble(PointOfCurve::incidentAuc).max().orElse(1));
    return new SaturationFigure(
        BaseTitle.of(base),
        chart(
            "saturation-" + base,
            "Incident AUC of " + row.trainingSet() + " against days of anomalies",
            "days of anomalies",
            auc,
            List.of(series(Arm.FULL, base, row.details().saturation()))),
        chart(
            "labels-" + base,
            "Incident AUC of " + base + " against labels, of exemplars and of random lines",
            "labels",
            auc,
            List.of(
                series(Arm.FULL, base, row.details().labels()),
                series(Arm.RANDOM, base, row.details().labelsOfRandom()))),
        Stream.of(Arm.FULL, Arm.RANDOM)
            .map(
                arm ->
                    new RocFigure.LegendEntry(
                        arm.nameFor(base), Palette.of(arm).colour(), Palette.of(arm).dashes(), ""))
            .toList());
  }

  private static Series series(Arm arm, String base, List<PointOfCurve> points) {
    return new Series(
        arm.nameFor(base),
        Palette.of(arm),
        points.stream().map(p -> new Series.Point(p.amount(), p.incidentAuc())).toList());
  }

  private static String chart(
      String id, String description, String title, Axis auc, List<Series> series) {
    double most =
        series.stream()
            .flatMap(line -> line.points().stream())
            .mapToDouble(Series.Point::x)
            .max()
            .orElse(1);
    return new LineChart(id, description, Axis.linear(title, most), auc, series).svg();
  }
}
