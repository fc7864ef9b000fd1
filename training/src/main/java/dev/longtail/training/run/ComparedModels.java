package dev.longtail.training.run;

import dev.longtail.training.changes.ModelChanges;
import dev.longtail.training.classify.Model;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.TrainingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Which models are compared line by line: the base set alone, and with exemplars. These are kept
 * until they are; all others are let go once they are evaluated.
 */
final class ComparedModels {
  private final List<Pair> pairs = new ArrayList<>();
  private final LabelledSet test;
  private final Map<String, ModelChanges.Side> kept = new ConcurrentHashMap<>();

  private record Pair(String before, String after) {}

  /**
   * @param sets of the table
   * @param test the set whose lines are compared
   */
  ComparedModels(List<TrainingSet> sets, LabelledSet test) {
    this.test = test;
    for (TrainingSet set : sets) {
      if (set.arm() == Arm.BASE) {
        find(sets, set.base(), Arm.FULL)
            .or(() -> find(sets, set.base(), Arm.REDUCED))
            .ifPresent(after -> pairs.add(new Pair(set.name(), after.name())));
      }
    }
  }

  private static Optional<TrainingSet> find(List<TrainingSet> sets, String base, Arm arm) {
    return sets.stream().filter(set -> set.base().equals(base) && set.arm() == arm).findFirst();
  }

  /** Keeps a model if it is to be compared. */
  void offer(Model model, TrainingSet set, List<Double> scores) {
    boolean wanted =
        pairs.stream()
            .anyMatch(pair -> pair.before.equals(set.name()) || pair.after.equals(set.name()));
    if (wanted) {
      kept.put(set.name(), new ModelChanges.Side(model, set, scores));
    }
  }

  /** Compares them, once all were offered. */
  List<ModelChanges> changes(ExecutorService workers)
      throws ExecutionException, InterruptedException {
    List<Future<ModelChanges>> pending = new ArrayList<>();
    for (Pair pair : pairs) {
      ModelChanges.Side before = kept.remove(pair.before);
      ModelChanges.Side after = kept.remove(pair.after);
      pending.add(workers.submit(() -> ModelChanges.of(before, after, test)));
    }
    List<ModelChanges> changes = new ArrayList<>();
    for (Future<ModelChanges> one : pending) {
      changes.add(one.get());
    }
    return changes;
  }
}
