package dev.longtail.training.evaluation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.metrics.RocCurve;
import dev.longtail.udfs.statistics.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A row of the table, as in {@code table.json}.
 *
 * @param trainingSet e.g. {@code ab+full}
 * @param rows lines trained on
 * @param malicious malicious lines among them
 * @param added lines among them that came from the backfill
 * @param alreadyInBase found lines not added because the base has them
 * @param leakGuardDropped found lines not added because a test set has them
 * @param baseLinesInIncident base lines that occur in the incident set
 * @param baseLinesInTimeSplit base lines that occur in the time-split set
 * @param incidentAuc area under the ROC curve on the incident set
 * @param incidentAucCi its 95 % confidence interval (DeLong 1988): low, high
 * @param incidentAveragePrecision average precision on the incident set
 * @param incidentTreesAuc area under the ROC curve of the published method's trees; compare this
 *     figure with the published classifier's
 * @param timeSplitAuc area under the ROC curve on the time-split set
 * @param timeSplitAucCi its 95 % confidence interval
 * @param timeSplitAveragePrecision average precision on the time-split set
 * @param fprAtRecall false positive rate on the incident set at a recall of 0.5, 0.8 and 0.9
 * @param details everything else, in the same object; null if no bootstrap was asked for
 */
public record TableRow(
    String trainingSet,
    int rows,
    long malicious,
    int added,
    int alreadyInBase,
    int leakGuardDropped,
    int baseLinesInIncident,
    int baseLinesInTimeSplit,
    double incidentAuc,
    List<Double> incidentAucCi,
    double incidentAveragePrecision,
    double incidentTreesAuc,
    double timeSplitAuc,
    List<Double> timeSplitAucCi,
    double timeSplitAveragePrecision,
    Map<String, Double> fprAtRecall,
    @JsonUnwrapped RowDetails details) {

  private static final List<Double> RECALLS = List.of(0.5, 0.8, 0.9);

  /** The row of {@code evaluation}. */
  public static TableRow of(Evaluation evaluation) {
    TrainingSet set = evaluation.trainingSet();
    Evaluation.OnSet incident = evaluation.incident();
    Evaluation.OnSet timeSplit = evaluation.timeSplit();
    return new TableRow(
        set.name(),
        set.rows().size(),
        set.rows().stream().filter(row -> row.label() == Label.MALICIOUS).count(),
        set.added(),
        set.alreadyInBase(),
        set.leakGuardDropped(),
        set.overlap().incident(),
        set.overlap().timeSplit(),
        incident.auc().value(),
        ends(incident.auc().interval()),
        incident.roc().averagePrecision(),
        evaluation.incidentTrees().value(),
        timeSplit.auc().value(),
        ends(timeSplit.auc().interval()),
        timeSplit.roc().averagePrecision(),
        falsePositiveRates(incident.roc()),
        null);
  }

  /** This row with everything else. */
  public TableRow with(RowDetails further) {
    return new TableRow(
        trainingSet,
        rows,
        malicious,
        added,
        alreadyInBase,
        leakGuardDropped,
        baseLinesInIncident,
        baseLinesInTimeSplit,
        incidentAuc,
        incidentAucCi,
        incidentAveragePrecision,
        incidentTreesAuc,
        timeSplitAuc,
        timeSplitAucCi,
        timeSplitAveragePrecision,
        fprAtRecall,
        further);
  }

  private static List<Double> ends(Interval interval) {
    return List.of(interval.low(), interval.high());
  }

  private static Map<String, Double> falsePositiveRates(RocCurve roc) {
    Map<String, Double> rates = new LinkedHashMap<>();
    RECALLS.forEach(recall -> rates.put(String.valueOf(recall), roc.falsePositiveRateAt(recall)));
    return rates;
  }
}
