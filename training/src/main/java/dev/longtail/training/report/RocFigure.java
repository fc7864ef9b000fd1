package dev.longtail.training.report;

import dev.longtail.training.evaluation.Evaluation;
import java.util.List;

/**
 * The curves of one base set's rows on the incident set, in three charts: the corner of the ROC
 * curve that matters to an alert queue, the whole, and precision against recall.
 *
 * @param title the base set
 * @param zoomed false positive rates up to 20 %
 * @param whole all false positive rates
 * @param precision precision against recall
 * @param legend one entry per curve
 */
record RocFigure(
    String title, String zoomed, String whole, String precision, List<LegendEntry> legend) {
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
        precisions(base, evaluations),
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

  private static String precisions(String base, List<Evaluation> evaluations) {
    return new LineChart(
            "precision-" + base,
            "Precision against recall of the rows of " + base + " on the incident set",
            Axis.share("recall", 1),
            Axis.share("precision", 1),
            evaluations.stream()
                .map(
                    evaluation ->
                        new Series(
                            evaluation.trainingSet().name(),
                            Palette.of(evaluation.trainingSet().arm()),
                            evaluation.incident().roc().precisions(STEP).stream()
                                .map(p -> new Series.Point(p.recall(), p.precision()))
                                .toList()))
                .toList())
        .svg();
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
