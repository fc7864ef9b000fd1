package dev.longtail.training.evaluation;

import dev.longtail.training.evasion.EvasionResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code table.json} says of a row beyond the figures of the reference. Whatever was not asked
 * for is null or empty.
 *
 * @param seeds trainings whose mean the measures are
 * @param incidentAucOfSeeds incident AUC of each
 * @param incidentMeasures every measure on the incident set
 * @param timeSplitMeasures every measure on the time-split set
 * @param differenceToBase incident measures less those of the base set alone
 * @param timeSplitDifferenceToBase the same on the time-split set
 * @param differenceToRandom incident measures less those of the random control
 * @param differenceToDesigns incident measures less those of other designs of the same trainings,
 *     by their names
 * @param equalNumbers exemplars against as many random lines
 * @param incidentSlices parts of the incident set
 * @param evasion what rewriting the incident set's attacks does
 * @param incidentRoc false positive rate and recall, thinned for drawing
 * @param incidentPrecisionRecall recall and precision, thinned for drawing
 * @param saturation incident AUC against days of anomalies
 * @param labels incident AUC against labels asked for
 * @param labelsOfRandom the same for random lines; of these only the admitted ones are known
 */
public record RowDetails(
    int seeds,
    List<Double> incidentAucOfSeeds,
    Map<String, Estimate> incidentMeasures,
    Map<String, Estimate> timeSplitMeasures,
    Map<String, Estimate> differenceToBase,
    Map<String, Estimate> timeSplitDifferenceToBase,
    Map<String, Estimate> differenceToRandom,
    Map<String, Map<String, Estimate>> differenceToDesigns,
    EqualNumbers equalNumbers,
    List<Slice> incidentSlices,
    Map<String, Evaded> evasion,
    List<List<Double>> incidentRoc,
    List<List<Double>> incidentPrecisionRecall,
    List<PointOfCurve> saturation,
    List<PointOfCurve> labels,
    List<PointOfCurve> labelsOfRandom) {

  /**
   * Exemplars against random lines, both cut to the smaller number, drawn by hash anew for each
   * seed.
   *
   * @param added lines added to each
   * @param seeds trainings of each
   * @param exemplars incident measures with exemplars
   * @param random incident measures with random lines
   * @param difference the first less the second
   */
  public record EqualNumbers(
      int added,
      int seeds,
      Map<String, Estimate> exemplars,
      Map<String, Estimate> random,
      Map<String, Estimate> difference) {}

  /**
   * A way to rewrite attacks, as JSON; see {@link EvasionResult}.
   *
   * @param attacks attacks tried
   * @param changed attacks among them that it changes, of which the figures are
   * @param aucBefore area as they were
   * @param auc area rewritten
   * @param recallBefore recall at a false positive rate of 1 % as they were; null if unknown
   * @param recall the same, rewritten
   * @param scoreBefore mean score as they were
   * @param score mean score, rewritten
   */
  public record Evaded(
      int attacks,
      int changed,
      double aucBefore,
      double auc,
      Double recallBefore,
      Double recall,
      double scoreBefore,
      double score) {
    static Evaded of(EvasionResult result) {
      return new Evaded(
          result.attacks(),
          result.changed(),
          Estimate.round(result.auc().before()),
          Estimate.round(result.auc().after()),
          known(result.recall().before()),
          known(result.recall().after()),
          Estimate.round(result.score().before()),
          Estimate.round(result.score().after()));
    }

    private static Double known(double value) {
      return Double.isNaN(value) ? null : Estimate.round(value);
    }
  }

  /** Curves in JSON are for drawing; points closer than this are left out. */
  private static final double STEP = 0.005;

  static Map<String, Evaded> evaded(List<EvasionResult> results) {
    Map<String, Evaded> evaded = new LinkedHashMap<>();
    results.forEach(result -> evaded.put(result.evasion().field(), Evaded.of(result)));
    return evaded;
  }

  static List<List<Double>> roc(Evaluation evaluation) {
    List<List<Double>> points = new ArrayList<>();
    evaluation
        .incident()
        .roc()
        .points(STEP)
        .forEach(
            point ->
                points.add(
                    List.of(
                        Estimate.round(point.falsePositiveRate()),
                        Estimate.round(point.recall()))));
    return points;
  }

  static List<List<Double>> precisionRecall(Evaluation evaluation) {
    List<List<Double>> points = new ArrayList<>();
    evaluation
        .incident()
        .roc()
        .precisions(STEP)
        .forEach(
            point ->
                points.add(
                    List.of(Estimate.round(point.recall()), Estimate.round(point.precision()))));
    return points;
  }
}
