package dev.longtail.training.run;

import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Augmentation;
import dev.longtail.training.data.Experiment;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.Parts;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.evaluation.Estimate;
import dev.longtail.training.evaluation.PointOfCurve;
import dev.longtail.training.evaluation.TestLines;
import dev.longtail.training.evaluation.TrainedRow;
import dev.longtail.training.evaluation.Trainer;
import dev.longtail.training.metrics.Measure;
import dev.longtail.training.metrics.Sampled;
import dev.longtail.udfs.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * The trainings of a row beside the one whose model is kept: further seeds, equal numbers, parts of
 * the mined lines. They are handed to workers when the row is, and collected in order.
 */
final class RowTraining {
  private final TestLines incident;
  private final TestLines timeSplit;
  private final Trainer trainer;
  private final TrainingOptions options;
  private final ExecutorService workers;

  RowTraining(
      TestLines incident,
      TestLines timeSplit,
      Trainer trainer,
      TrainingOptions options,
      ExecutorService workers) {
    this.incident = incident;
    this.timeSplit = timeSplit;
    this.trainer = trainer;
    this.options = options;
    this.workers = workers;
  }

  /** A training with a part of the mined lines. */
  private record Part(int amount, int added, Future<List<Sampled>> incident) {}

  /** The trainings of the sets cut to equal numbers. */
  private record Equal(
      int added, List<Future<List<Sampled>>> exemplars, List<Future<List<Sampled>>> random) {}

  /** Trainings that were handed to the workers. */
  record Pending(
      List<Future<TrainedRow.Measured>> seeds,
      Optional<Equal> equal,
      List<Part> saturation,
      List<Part> labels,
      List<Part> labelsOfRandom) {

    List<TrainedRow.Measured> furtherSeeds() throws ExecutionException, InterruptedException {
      return results(seeds);
    }

    Optional<TrainedRow.Equal> equalNumbers() throws ExecutionException, InterruptedException {
      return equal.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new TrainedRow.Equal(
                  equal.get().added, results(equal.get().exemplars), results(equal.get().random)));
    }

    TrainedRow.Curves curves() throws ExecutionException, InterruptedException {
      return new TrainedRow.Curves(points(saturation), points(labels), points(labelsOfRandom));
    }
  }

  /** Hands out everything but the first training of {@code set}. */
  Pending submit(TrainingSet set, List<TrainingSet> sets, LabelledSet base, Experiment experiment) {
    List<Future<TrainedRow.Measured>> seeds = new ArrayList<>();
    for (int s = 1; s < options.depth().seeds(); s++) {
      long seed = options.seed() + s;
      seeds.add(workers.submit(() -> measured(set, seed)));
    }
    boolean deep = set.arm() == Arm.FULL && options.depth().replicates() > 0;
    boolean curves = deep && options.depth().curves();
    Augmentation mined = experiment.augmentation();
    return new Pending(
        seeds,
        deep ? equal(set, sets) : Optional.empty(),
        curves ? parts(Parts.byDays(mined), Arm.FULL, base, experiment) : List.of(),
        curves ? parts(Parts.byLabels(mined), Arm.FULL, base, experiment) : List.of(),
        curves ? parts(Parts.byLabelsOfRandom(mined), Arm.RANDOM, base, experiment) : List.of());
  }

  private Optional<Equal> equal(TrainingSet full, List<TrainingSet> sets) {
    Optional<TrainingSet> random =
        sets.stream()
            .filter(set -> set.arm() == Arm.RANDOM && set.base().equals(full.base()))
            .findFirst();
    return random.map(
        control -> {
          int added = Math.min(full.added(), control.added());
          List<Future<List<Sampled>>> exemplars = new ArrayList<>();
          List<Future<List<Sampled>>> lines = new ArrayList<>();
          for (int s = 0; s < options.depth().seeds(); s++) {
            long seed = options.seed() + s;
            exemplars.add(incident(full.withAdded(added, seed, full.name()), seed));
            lines.add(incident(control.withAdded(added, seed, control.name()), seed));
          }
          return new Equal(added, exemplars, lines);
        });
  }

  private List<Part> parts(
      Map<Integer, Augmentation> parts, Arm arm, LabelledSet base, Experiment experiment) {
    List<Part> pending = new ArrayList<>();
    parts.forEach(
        (amount, lines) ->
            new Experiment(experiment.incident(), experiment.timeSplit(), lines)
                .trainingSet(base, arm)
                .ifPresent(
                    set ->
                        pending.add(new Part(amount, set.added(), incident(set, options.seed())))));
    return pending;
  }

  private Future<List<Sampled>> incident(TrainingSet set, long seed) {
    return workers.submit(() -> incident.measures(classifier(set, seed)));
  }

  private TrainedRow.Measured measured(TrainingSet set, long seed) {
    Map<String, CommandClassifier> designs = trainer.train(set, seed);
    CommandClassifier product = designs.values().iterator().next();
    Map<String, List<Sampled>> others = new TreeMap<>();
    designs.entrySet().stream()
        .skip(1)
        .forEach(design -> others.put(design.getKey(), incident.measures(design.getValue())));
    return new TrainedRow.Measured(incident.measures(product), timeSplit.measures(product), others);
  }

  /** The product's own design. */
  private CommandClassifier classifier(TrainingSet set, long seed) {
    return trainer.train(set, seed).values().iterator().next();
  }

  private static <T> List<T> results(List<Future<T>> pending)
      throws ExecutionException, InterruptedException {
    List<T> results = new ArrayList<>();
    for (Future<T> one : pending) {
      results.add(one.get());
    }
    return results;
  }

  private static List<PointOfCurve> points(List<Part> parts)
      throws ExecutionException, InterruptedException {
    List<PointOfCurve> points = new ArrayList<>();
    for (Part part : parts) {
      Sampled auc = part.incident().get().get(Measure.AUC.ordinal());
      Interval interval = auc.overLines().orElseThrow();
      points.add(
          new PointOfCurve(
              part.amount(),
              part.added(),
              Estimate.round(auc.value()),
              List.of(Estimate.round(interval.low()), Estimate.round(interval.high()))));
    }
    return points;
  }
}
