package dev.longtail.training.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Builds the training set of every row of the table and protects the test sets: a line of a test
 * set is never added to a training set.
 *
 * @param incident the hard, expert-labelled test set
 * @param timeSplit the easy test set from after the training period
 * @param augmentation the lines that can be added
 */
public record Experiment(LabelledSet incident, LabelledSet timeSplit, Augmentation augmentation) {

  /** The training set of {@code base} and {@code arm}; empty if there is no data for the arm. */
  public Optional<TrainingSet> trainingSet(LabelledSet base, Arm arm) {
    List<MinedCommand> found = arm.additions(augmentation);
    if (found.isEmpty() && arm != Arm.BASE) {
      return Optional.empty();
    }
    return Optional.of(trainingSet(base, arm, arm.nameFor(base.name()), found));
  }

  /** The training set of {@code base} and all admitted lines of the backfill, under a name. */
  public TrainingSet trainingSet(LabelledSet base, String name) {
    return trainingSet(base, Arm.OTHER, base.name() + "+" + name, augmentation.admitted());
  }

  private TrainingSet trainingSet(
      LabelledSet base, Arm arm, String name, List<MinedCommand> found) {
    Set<String> incidentLines = incident.commands();
    Set<String> timeSplitLines = timeSplit.commands();
    Map<String, LabelledCommand> lines = new TreeMap<>();
    base.rows().forEach(row -> lines.putIfAbsent(row.cmd(), row));
    TrainingSet.Overlap overlap =
        new TrainingSet.Overlap(
            common(lines.keySet(), incidentLines), common(lines.keySet(), timeSplitLines));

    int alreadyInBase = 0;
    int leakGuardDropped = 0;
    List<MinedCommand> added = new ArrayList<>();
    Map<String, MinedCommand> different = new LinkedHashMap<>();
    found.forEach(mined -> different.putIfAbsent(mined.cmd(), mined));
    for (MinedCommand mined : different.values()) {
      String line = mined.cmd();
      if (lines.containsKey(line)) {
        alreadyInBase++;
      } else if (incidentLines.contains(line) || timeSplitLines.contains(line)) {
        leakGuardDropped++;
      } else {
        lines.put(line, new LabelledCommand(line, Label.BENIGN, mined.origin()));
        added.add(mined);
      }
    }
    return new TrainingSet(
        name,
        base.name(),
        arm,
        List.copyOf(lines.values()),
        added.size(),
        alreadyInBase,
        leakGuardDropped,
        overlap,
        added);
  }

  private static int common(Set<String> lines, Set<String> others) {
    return (int) lines.stream().filter(others::contains).count();
  }
}
