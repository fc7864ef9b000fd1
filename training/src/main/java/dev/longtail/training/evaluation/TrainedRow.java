package dev.longtail.training.evaluation;

import dev.longtail.training.data.Arm;
import dev.longtail.training.metrics.Measure;
import dev.longtail.training.metrics.Sampled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A row of the table with all its trainings.
 *
 * @param evaluation the results of the first seed, whose model is kept
 * @param furtherSeeds incident and time-split measures of the further seeds
 * @param equal incident measures of the cut sets; empty for rows that are not compared so
 * @param curves incident AUC with parts of the mined lines
 */
public record TrainedRow(
    Evaluation evaluation, List<Measured> furtherSeeds, Optional<Equal> equal, Curves curves) {

  /**
   * Measures of one training.
   *
   * @param incident on the incident set
   * @param timeSplit on the time-split set
   * @param otherDesigns of other designs, by their names, on the incident set
   */
  public record Measured(
      List<Sampled> incident, List<Sampled> timeSplit, Map<String, List<Sampled>> otherDesigns) {}

  /**
   * The trainings of the sets cut to equal numbers.
   *
   * @param added lines added to each
   * @param exemplars incident measures of each seed with exemplars
   * @param random the same with random lines
   */
  public record Equal(int added, List<List<Sampled>> exemplars, List<List<Sampled>> random) {}

  /**
   * Trainings with parts of the mined lines.
   *
   * @param saturation by days
   * @param labels by labels of exemplars
   * @param labelsOfRandom by labels of random lines
   */
  public record Curves(
      List<PointOfCurve> saturation, List<PointOfCurve> labels, List<PointOfCurve> labelsOfRandom) {
    /** None were asked for. */
    public static final Curves NONE = new Curves(List.of(), List.of(), List.of());
  }

  /** A row of one seed. */
  public static TrainedRow of(Evaluation evaluation) {
    return new TrainedRow(evaluation, List.of(), Optional.empty(), Curves.NONE);
  }

  /**
   * The row of {@code table.json}.
   *
   * @param rows all rows of the table, to be compared with
   * @param seed of the draws of seeds
   */
  public TableRow row(List<TrainedRow> rows, long seed) {
    TableRow row = TableRow.of(evaluation);
    return evaluation.incident().measures().isEmpty() ? row : row.with(details(rows, seed));
  }

  private RowDetails details(List<TrainedRow> rows, long seed) {
    List<Sampled> incident = incident(seed);
    List<Sampled> timeSplit = timeSplit(seed);
    Optional<TrainedRow> base = find(rows, Arm.BASE);
    Optional<TrainedRow> random = find(rows, Arm.RANDOM);
    return new RowDetails(
        1 + furtherSeeds.size(),
        aucs(),
        Estimate.all(incident),
        Estimate.all(timeSplit),
        base.map(other -> Estimate.all(minus(incident, other.incident(seed)))).orElse(null),
        base.map(other -> Estimate.all(minus(timeSplit, other.timeSplit(seed)))).orElse(null),
        random.map(other -> Estimate.all(minus(incident, other.incident(seed)))).orElse(null),
        toDesigns(incident, seed),
        equal.map(of -> equalNumbers(of, seed)).orElse(null),
        evaluation.incident().slices(),
        RowDetails.evaded(evaluation.evasion()),
        RowDetails.roc(evaluation),
        RowDetails.precisionRecall(evaluation),
        curves.saturation(),
        curves.labels(),
        curves.labelsOfRandom());
  }

  /** The row of {@code arm} and this base set, if it is another. */
  private Optional<TrainedRow> find(List<TrainedRow> rows, Arm arm) {
    return rows.stream()
        .filter(row -> evaluation.trainingSet().arm() != arm)
        .filter(row -> row.evaluation.trainingSet().arm() == arm)
        .filter(row -> row.evaluation.trainingSet().base().equals(evaluation.trainingSet().base()))
        .findFirst();
  }

  private List<Double> aucs() {
    List<Double> aucs = new ArrayList<>();
    int auc = Measure.AUC.ordinal();
    aucs.add(Estimate.round(evaluation.incident().measures().get(auc).value()));
    furtherSeeds.forEach(further -> aucs.add(Estimate.round(further.incident().get(auc).value())));
    return aucs;
  }

  private List<Sampled> incident(long seed) {
    List<List<Sampled>> seeds = new ArrayList<>(List.of(evaluation.incident().measures()));
    furtherSeeds.forEach(further -> seeds.add(further.incident()));
    return means(seeds, seed);
  }

  /** The product's design less each other one, by its name. */
  private Map<String, Map<String, Estimate>> toDesigns(List<Sampled> incident, long seed) {
    Map<String, Map<String, Estimate>> differences = new TreeMap<>();
    evaluation
        .otherDesigns()
        .forEach(
            (design, first) -> {
              List<List<Sampled>> seeds = new ArrayList<>(List.of(first));
              furtherSeeds.forEach(further -> seeds.add(further.otherDesigns().get(design)));
              differences.put(design, Estimate.all(minus(incident, means(seeds, seed))));
            });
    return differences;
  }

  private List<Sampled> timeSplit(long seed) {
    List<List<Sampled>> seeds = new ArrayList<>(List.of(evaluation.timeSplit().measures()));
    furtherSeeds.forEach(further -> seeds.add(further.timeSplit()));
    return means(seeds, seed);
  }

  private static RowDetails.EqualNumbers equalNumbers(Equal equal, long seed) {
    List<Sampled> exemplars = means(equal.exemplars, seed);
    List<Sampled> random = means(equal.random, seed);
    return new RowDetails.EqualNumbers(
        equal.added,
        equal.exemplars.size(),
        Estimate.all(exemplars),
        Estimate.all(random),
        Estimate.all(minus(exemplars, random)));
  }

  /** Every measure, the mean of the seeds. */
  private static List<Sampled> means(List<List<Sampled>> seeds, long seed) {
    return IntStream.range(0, Measure.values().length)
        .mapToObj(m -> Sampled.meanOfSeeds(seeds.stream().map(of -> of.get(m)).toList(), seed))
        .toList();
  }

  private static List<Sampled> minus(List<Sampled> of, List<Sampled> other) {
    return IntStream.range(0, of.size()).mapToObj(m -> of.get(m).minus(other.get(m))).toList();
  }
}
