package dev.longtail.training.report;

import dev.longtail.training.data.Arm;
import dev.longtail.training.evaluation.Estimate;
import dev.longtail.training.evaluation.Evaluation;
import dev.longtail.training.evaluation.RowDetails;
import dev.longtail.training.evaluation.TableRow;
import dev.longtail.training.metrics.Measure;
import dev.longtail.udfs.text.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Every row with bootstrap intervals and its paired differences.
 *
 * @param rows one for each training set
 * @param equal exemplars against as many random lines, in words, one for each base set
 * @param seeds how many trainings each figure is the mean of, in words
 */
record MeasuresView(List<Row> rows, List<String> equal, String seeds) {
  /**
   * A training set.
   *
   * @param name its name
   * @param auc incident AUC
   * @param toBase AUC less the base's
   * @param toRandom AUC less the random control's
   * @param toTrees AUC less that of the model's trees alone
   * @param fpr false positive rate at 80 % recall
   * @param recall recall at a false positive rate of 1 %
   * @param rarer the same at 0.1 %
   * @param timeSplit time-split AUC less the base's
   */
  record Row(
      String name,
      Cell auc,
      Cell toBase,
      Cell toRandom,
      Cell toTrees,
      Cell fpr,
      Cell recall,
      Cell rarer,
      Cell timeSplit) {}

  /**
   * A figure.
   *
   * @param value the figure
   * @param lines its interval over lines
   * @param families its interval over families
   */
  record Cell(String value, String lines, String families) {
    private static final Cell NONE = new Cell("–", "", "");
  }

  static MeasuresView of(List<TableRow> table) {
    List<Row> rows = new ArrayList<>();
    List<String> equal = new ArrayList<>();
    int seeds = 1;
    for (TableRow row : table) {
      RowDetails details = row.details();
      if (details == null) {
        continue;
      }
      seeds = details.seeds();
      rows.add(
          new Row(
              row.trainingSet(),
              plain(details.incidentMeasures(), Measure.AUC),
              signed(details.differenceToBase(), Measure.AUC),
              signed(details.differenceToRandom(), Measure.AUC),
              signed(details.differenceToDesigns().get(Evaluation.TREES), Measure.AUC),
              plain(details.incidentMeasures(), Measure.FPR_AT_RECALL_80),
              plain(details.incidentMeasures(), Measure.RECALL_AT_FPR_1E2),
              plain(details.incidentMeasures(), Measure.RECALL_AT_FPR_1E3),
              signed(details.timeSplitDifferenceToBase(), Measure.AUC)));
      if (details.equalNumbers() != null) {
        equal.add(equal(row.trainingSet(), details.equalNumbers()));
      }
    }
    return new MeasuresView(rows, equal, Counted.of(seeds, "training"));
  }

  private static Cell plain(Map<String, Estimate> measures, Measure measure) {
    return cell(measures, measure, "%.3f");
  }

  private static Cell signed(Map<String, Estimate> measures, Measure measure) {
    return cell(measures, measure, "%+.3f");
  }

  private static Cell cell(Map<String, Estimate> measures, Measure measure, String format) {
    if (measures == null) {
      return Cell.NONE;
    }
    Estimate estimate = measures.get(measure.field());
    return new Cell(
        minus(estimate.text(format)),
        minus(Estimate.text(estimate.overLines(), format)),
        minus(Estimate.text(estimate.overFamilies(), format)));
  }

  private static String minus(String text) {
    return text.replace('-', '−');
  }

  private static String equal(String name, RowDetails.EqualNumbers equal) {
    Estimate difference = equal.difference().get(Measure.AUC.field());
    return "At equal numbers (%s lines each), %s reaches %s and %s %s: difference %s (%s over lines%s)."
        .formatted(
            Shown.count(equal.added()),
            name,
            equal.exemplars().get(Measure.AUC.field()).text("%.4f"),
            name.replace(Arm.FULL.nameFor(""), Arm.RANDOM.nameFor("")),
            equal.random().get(Measure.AUC.field()).text("%.4f"),
            difference.text("%+.4f"),
            Estimate.text(difference.overLines(), "%+.4f"),
            difference.overFamilies() == null
                ? ""
                : ", " + Estimate.text(difference.overFamilies(), "%+.4f") + " over families");
  }
}
