package dev.longtail.training.card;

import dev.longtail.training.classify.ModelFacts;
import dev.longtail.training.classify.PlattScaling;
import dev.longtail.training.classify.Reliability;
import dev.longtail.training.data.Experiment;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.MinedCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.evaluation.Estimate;
import dev.longtail.training.evaluation.RowDetails;
import dev.longtail.training.evaluation.Slice;
import dev.longtail.training.evaluation.TableRow;
import dev.longtail.training.recall.Revocation;
import dev.longtail.training.recall.Revocations;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a person has to know of a model before it is used: M. Mitchell et al., <i>Model cards for
 * model reporting</i>, FAT* 2019. It lies beside the model as {@code card.json} and {@code
 * card.md}. No field depends on the time or the machine.
 *
 * @param model name of its training set
 * @param what it is, in a sentence
 * @param caveat what the reader must know first; may be empty
 * @param design how it is made
 * @param data what it was trained on
 * @param lineage where the labels of its mined lines came from
 * @param calibration how sums become probabilities, and how that held on lines it had not seen
 * @param testSets what it was tested on
 * @param metrics figures on the test sets, with intervals
 * @param slices parts of the incident set
 * @param evasion attacks written otherwise
 * @param intendedUse what it is for
 * @param limits what it does not know
 * @param notFor what it must not be used for
 */
public record ModelCard(
    String model,
    String what,
    String caveat,
    Design design,
    Data data,
    Lineage lineage,
    Calibration calibration,
    List<TestSet> testSets,
    List<Metric> metrics,
    List<Slice> slices,
    Map<String, RowDetails.Evaded> evasion,
    List<String> intendedUse,
    List<String> limits,
    List<String> notFor) {
  /** Its file beside the model. */
  public static final String FILE = "card.json";

  /**
   * How a model is made.
   *
   * @param format of the model's folder
   * @param parts whose scores it adds
   * @param features version of the columns
   * @param marks version of the attack marks
   * @param embedding name and digest of the embedding model; empty if it needs none
   * @param trees that were asked for
   * @param seed of every draw
   */
  public record Design(
      int format,
      List<String> parts,
      String features,
      String marks,
      String embedding,
      int trees,
      long seed) {}

  /**
   * The training lines.
   *
   * @param rows all
   * @param malicious attacks among them
   * @param base name of the base set
   * @param added mined lines among them
   * @param alreadyInBase mined lines left out because the base set has them
   * @param leakGuardDropped mined lines left out because a test set has them
   * @param rowsDigest names the rows
   * @param sources lines by label, operating system and source family, the largest first
   */
  public record Data(
      int rows,
      int malicious,
      String base,
      int added,
      int alreadyInBase,
      int leakGuardDropped,
      String rowsDigest,
      List<Source> sources) {}

  /**
   * Training lines of one source.
   *
   * @param label {@code benign} or {@code malicious}
   * @param os operating system; empty if unknown
   * @param family source family; empty if unknown
   * @param mined whether they were mined from telemetry
   * @param rows how many
   */
  public record Source(String label, String os, String family, boolean mined, int rows) {}

  /**
   * The mined lines' labels.
   *
   * @param judges who labelled how many
   * @param windows detector windows that they come from
   * @param firstWindow the earliest; empty if there is none
   * @param lastWindow the latest
   * @param detectors which ranked how many of them; a line may have several
   * @param revocations ids of the revocations that were held to
   */
  public record Lineage(
      List<Judge> judges,
      int windows,
      String firstWindow,
      String lastWindow,
      Map<String, Integer> detectors,
      List<String> revocations) {}

  /**
   * Who labelled.
   *
   * @param judge name of the model; empty if unknown
   * @param promptVersion of the question; empty if unknown
   * @param lines how many mined lines
   */
  public record Judge(String judge, String promptVersion, int lines) {}

  /**
   * The probabilities.
   *
   * @param scaling how sums become probabilities
   * @param reliability of training lines by models that had not seen them
   */
  public record Calibration(PlattScaling scaling, List<Reliability> reliability) {}

  /**
   * A test set.
   *
   * @param name {@code incident} or {@code time split}
   * @param records how many
   * @param malicious attacks among them
   * @param alsoInBase different lines that the base set has too: on these its figures are too good
   */
  public record TestSet(String name, int records, long malicious, int alsoInBase) {}

  /**
   * A figure.
   *
   * @param testSet where
   * @param measure e.g. {@code auc}
   * @param estimate value and 95 % intervals
   */
  public record Metric(String testSet, String measure, Estimate estimate) {}

  /** The card of a model. */
  public static ModelCard of(
      ModelFacts facts,
      TrainingSet set,
      TableRow row,
      Experiment experiment,
      Revocations revocations,
      String caveat) {
    RowDetails details = row.details();
    List<TestSet> testSets =
        List.of(
            testSet(experiment.incident(), set.overlap().incident()),
            testSet(experiment.timeSplit(), set.overlap().timeSplit()));
    Data data = data(facts, set);
    Lineage lineage = lineage(set, revocations);
    Map<String, RowDetails.Evaded> evasion = details == null ? Map.of() : details.evasion();
    return new ModelCard(
        set.name(),
        CardWords.what(facts, set),
        caveat,
        new Design(
            facts.format(),
            facts.parts(),
            facts.features(),
            facts.marks(),
            facts.embedding(),
            facts.settings().trees(),
            facts.settings().seed()),
        data,
        lineage,
        new Calibration(facts.calibration(), facts.reliability()),
        testSets,
        metrics(row),
        details == null ? List.of() : details.incidentSlices(),
        evasion,
        CardWords.intendedUse(),
        CardWords.limits(data, lineage, testSets, evasion, row),
        CardWords.notFor());
  }

  private static TestSet testSet(LabelledSet set, int alsoInBase) {
    return new TestSet(set.name(), set.rows().size(), set.count(Label.MALICIOUS), alsoInBase);
  }

  private static Data data(ModelFacts facts, TrainingSet set) {
    Map<Source, Integer> counts = new TreeMap<>(BY_NAME);
    java.util.Set<String> mined = new java.util.HashSet<>(set.addedLines());
    set.rows()
        .forEach(
            row ->
                counts.merge(
                    new Source(
                        row.isMalicious() ? "malicious" : "benign",
                        row.origin().os(),
                        row.origin().family(),
                        mined.contains(row.cmd()),
                        0),
                    1,
                    Integer::sum));
    List<Source> sources = new ArrayList<>();
    counts.forEach(
        (source, rows) ->
            sources.add(
                new Source(source.label(), source.os(), source.family(), source.mined(), rows)));
    sources.sort(Comparator.comparingInt((Source source) -> -source.rows()).thenComparing(BY_NAME));
    return new Data(
        facts.rows(),
        facts.malicious(),
        set.base(),
        set.added(),
        set.alreadyInBase(),
        set.leakGuardDropped(),
        facts.rowsDigest(),
        sources);
  }

  private static final Comparator<Source> BY_NAME =
      Comparator.comparing(Source::label)
          .thenComparing(Source::os)
          .thenComparing(Source::family)
          .thenComparing(Source::mined);

  private static Lineage lineage(TrainingSet set, Revocations revocations) {
    TreeSet<String> windows = new TreeSet<>();
    Map<String, Integer> detectors = new TreeMap<>();
    Map<List<String>, Integer> judges = new TreeMap<>(Comparator.comparing(List::toString));
    for (MinedCommand line : set.mined()) {
      windows.add(line.window());
      line.detectors().forEach(detector -> detectors.merge(detector, 1, Integer::sum));
      judges.merge(
          List.of(line.lineage().judge(), line.lineage().promptVersion()), 1, Integer::sum);
    }
    List<Judge> told = new ArrayList<>();
    judges.forEach((judge, lines) -> told.add(new Judge(judge.get(0), judge.get(1), lines)));
    return new Lineage(
        told,
        windows.size(),
        windows.isEmpty() ? "" : windows.first(),
        windows.isEmpty() ? "" : windows.last(),
        detectors,
        revocations.all().stream().map(Revocation::id).toList());
  }

  private static List<Metric> metrics(TableRow row) {
    List<Metric> metrics = new ArrayList<>();
    if (row.details() != null) {
      row.details()
          .incidentMeasures()
          .forEach((name, value) -> metrics.add(new Metric("incident", name, value)));
      row.details()
          .timeSplitMeasures()
          .forEach((name, value) -> metrics.add(new Metric("time split", name, value)));
      return metrics;
    }
    metrics.add(
        new Metric("incident", "auc", new Estimate(row.incidentAuc(), row.incidentAucCi(), null)));
    row.fprAtRecall()
        .forEach(
            (recall, rate) ->
                metrics.add(
                    new Metric(
                        "incident", "fpr_at_recall_" + recall, new Estimate(rate, null, null))));
    metrics.add(
        new Metric(
            "time split", "auc", new Estimate(row.timeSplitAuc(), row.timeSplitAucCi(), null)));
    return metrics;
  }
}
