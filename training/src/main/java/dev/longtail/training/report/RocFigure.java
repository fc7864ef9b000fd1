package dev.longtail.training.report;

import dev.longtail.training.evaluation.Evaluation;
import java.util.List;

/**
 * The ROC curves of one base set's rows on the incident set, in two charts: the corner that matters
 * to an alert queue, and the whole.
 *
 * @param title the base set
 * @param zoomed false positive rates up to 20 %
 * @param whole all false positive rates
 * @param legend one entry per curve
 */
record RocFigure(String title, String zoomed, String whole, List<LegendEntry> legend) {
  /** Points closer than this are one point on the screen. */
  private static final double STEP = 0.0015;

  private static final double CORNER = 0.2;

  /** A curve's line and name, and its area. */
  record LegendEntry(String name, String colour, String dashes, String value) {}

  static RocFigure of(String base, List<Evaluation> evaluations) {
    List<Series> series = evaluations.stream().map(RocFigure::series).toList();
    return new RocFigure(
        BaseTitle.of(base),
        chart("roc-zoom-" + base, base, CORNER, series),
        chart("roc-" + base, base, 1, series),
        evaluations.stream().map(RocFigure::legend).toList());
  }

  private static Series series(Evaluation evaluation) {
    return new Series(
        evaluation.trainingSet().name(),
        Palette.of(evaluation.trainingSet().arm()),
        evaluation.incident().roc().points(STEP).stream()
            .map(point -> new Series.Point(point.falsePositiveRate(), point.recall()))
            .toList());
  }

  private static LegendEntry legend(Evaluation evaluation) {
    Series.Style style = Palette.of(evaluation.trainingSet().arm());
    return new LegendEntry(
        evaluation.trainingSet().name(),
        style.colour(),
        style.dashes(),
        Shown.auc(evaluation.incident().auc().value()));
  }

  private static String chart(String id, String base, double end, List<Series> series) {
    return new LineChart(
            id,
            "ROC curves of the rows of %s on the incident set, false positive rate 0 to %s"
                .formatted(base, end),
            Axis.share("false positive rate", end),
            Axis.share("recall", 1),
            series)
        .svg();
  }
}
