package dev.longtail.training.families;

import dev.longtail.training.data.Arm;
import dev.longtail.training.evaluation.Estimate;
import dev.longtail.training.evasion.Evasion;
import dev.longtail.training.evasion.EvasionResult;
import dev.longtail.training.families.LeftOutTable.Difference;
import dev.longtail.training.families.LeftOutTable.Evaded;
import dev.longtail.training.families.LeftOutTable.Row;
import dev.longtail.training.families.LeftOutTable.Side;
import dev.longtail.training.families.LeftOutTable.Tested;
import dev.longtail.training.families.LeftOutTable.View;
import dev.longtail.training.metrics.Measure;
import dev.longtail.training.metrics.Sampled;
import dev.longtail.udfs.text.CommandHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Adds the results of folds and seeds up to the view of one population. */
final class LeftOutResult {
  private final Population population;
  private final LeftOutFamilies families;
  private final ScoreBook scores;
  private final LeftOutSettings settings;

  LeftOutResult(
      Population population, LeftOutFamilies families, ScoreBook scores, LeftOutSettings settings) {
    this.population = population;
    this.families = families;
    this.scores = scores;
    this.settings = settings;
  }

  View view() {
    return new View(
        population.field(),
        families.folds().stream()
            .filter(fold -> fold.tests().containsKey(population))
            .map(fold -> Tested.of(fold, fold.tests().get(population)))
            .toList(),
        scores.sides().stream().map(this::row).toList(),
        differences());
  }

  private Row row(Side side) {
    Map<String, Estimate> folds = new LinkedHashMap<>();
    foldsOf(side)
        .forEach(
            (fold, seeds) ->
                folds.put(fold, Estimate.of(overSeeds(fold, seeds, Measure.AUC.ordinal()))));
    return new Row(
        side.trainingSet(),
        side.design(),
        folds,
        aucOfSeeds(side),
        Estimate.all(means(side)),
        evaded(side));
  }

  private Map<String, List<FoldScores>> foldsOf(Side side) {
    return scores.of(side);
  }

  /** A measure of a fold: the mean of its seeds. */
  private Sampled overSeeds(String fold, List<FoldScores> seeds, int measure) {
    return Sampled.meanOfSeeds(
        seeds.stream().map(s -> s.measures().get(measure)).toList(),
        CommandHash.mix(CommandHash.of(fold), settings.seed()));
  }

  /** Every measure, the mean of the folds. */
  private List<Sampled> means(Side side) {
    List<Sampled> means = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      List<Sampled> folds = new ArrayList<>();
      foldsOf(side).forEach((fold, seeds) -> folds.add(overSeeds(fold, seeds, measure.ordinal())));
      means.add(Sampled.meanOfFolds(folds, settings.seed()));
    }
    return means;
  }

  private List<Double> aucOfSeeds(Side side) {
    List<Double> values = new ArrayList<>();
    for (int s = 0; s < settings.seeds(); s++) {
      int seed = s;
      values.add(
          Estimate.round(
              foldsOf(side).values().stream()
                  .mapToDouble(
                      seeds -> seeds.get(seed).measures().get(Measure.AUC.ordinal()).value())
                  .average()
                  .orElseThrow()));
    }
    return values;
  }

  private Map<String, Evaded> evaded(Side side) {
    Map<String, Evaded> evaded = new LinkedHashMap<>();
    for (Evasion evasion : Evasion.values()) {
      List<EvasionResult> results =
          foldsOf(side).values().stream()
              .flatMap(List::stream)
              .flatMap(seed -> seed.evasion().stream())
              .filter(result -> result.evasion() == evasion)
              .toList();
      if (!results.isEmpty()) {
        int changed = results.stream().mapToInt(EvasionResult::changed).sum();
        evaded.put(
            evasion.field(),
            new Evaded(
                changed / settings.seeds(),
                mean(results, r -> r.auc().before()),
                mean(results, r -> r.auc().after()),
                meanIfKnown(results, r -> r.recall().before()),
                meanIfKnown(results, r -> r.recall().after())));
      }
    }
    return evaded;
  }

  private static double mean(List<EvasionResult> results, ToDoubleFunction<EvasionResult> of) {
    return Estimate.round(results.stream().mapToDouble(of).average().orElseThrow());
  }

  /** The mean over the folds that know it. */
  private static Double meanIfKnown(
      List<EvasionResult> results, ToDoubleFunction<EvasionResult> of) {
    OptionalDouble mean =
        results.stream().mapToDouble(of).filter(value -> !Double.isNaN(value)).average();
    return mean.isPresent() ? Estimate.round(mean.getAsDouble()) : null;
  }

  /** Each arm less its base, exemplars less as many random lines, and design less design. */
  private List<Difference> differences() {
    List<Difference> differences = new ArrayList<>();
    List<String> sets = scores.trainingSets();
    for (String design : scores.designs()) {
      if (design.startsWith(LeftOutTable.WITHOUT)) {
        continue;
      }
      Function<String, Side> side = set -> new Side(set, design);
      for (String set : sets) {
        String base = set.replaceFirst("\\+.*", "");
        if (!set.equals(base) && !set.endsWith(LeftOutRun.EQUAL)) {
          differences.add(difference(side.apply(set), side.apply(base)));
        }
        String control = Arm.RANDOM.nameFor(base) + LeftOutRun.EQUAL;
        if (set.endsWith(LeftOutRun.EQUAL) && !set.equals(control) && sets.contains(control)) {
          differences.add(difference(side.apply(set), side.apply(control)));
        }
      }
    }
    for (String set : sets) {
      List<String> designs = scores.designs();
      for (String other : designs.subList(1, designs.size())) {
        differences.add(difference(new Side(set, designs.get(0)), new Side(set, other)));
      }
    }
    return differences;
  }

  private Difference difference(Side of, Side minus) {
    List<Sampled> differences = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      List<Sampled> folds = new ArrayList<>();
      foldsOf(of)
          .forEach(
              (fold, seeds) ->
                  folds.add(
                      overSeeds(fold, seeds, measure.ordinal())
                          .minus(overSeeds(fold, foldsOf(minus).get(fold), measure.ordinal()))));
      differences.add(Sampled.meanOfFolds(folds, settings.seed()));
    }
    long higher =
        foldsOf(of).entrySet().stream()
            .filter(fold -> auc(fold.getKey(), of) > auc(fold.getKey(), minus))
            .count();
    return new Difference(of, minus, Estimate.all(differences), (int) higher);
  }

  private double auc(String fold, Side side) {
    return foldsOf(side).get(fold).stream()
        .mapToDouble(seed -> seed.measures().get(Measure.AUC.ordinal()).value())
        .average()
        .orElseThrow();
  }
}
