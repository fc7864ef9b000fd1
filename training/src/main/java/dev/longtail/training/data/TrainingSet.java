package dev.longtail.training.data;

import java.util.List;

/**
 * The lines one model is trained on: no line twice, in the order of their text, so that a model is
 * a function of the set and not of how its files were written.
 *
 * @param name e.g. {@code ab+full}
 * @param base the base set's name, e.g. {@code ab}
 * @param arm what was added to the base
 * @param rows base and added lines
 * @param added how many of them were added to the base
 * @param alreadyInBase found lines that were not added because the base has them, where the base's
 *     label wins
 * @param leakGuardDropped found lines that were not added because they stand in a test set
 * @param overlap base lines that stand in the incident or time-split set; they stay
 */
public record TrainingSet(
    String name,
    String base,
    Arm arm,
    List<LabelledCommand> rows,
    int added,
    int alreadyInBase,
    int leakGuardDropped,
    Overlap overlap) {

  /**
   * Base lines that stand in a test set.
   *
   * @param incident different lines of the incident set
   * @param timeSplit different lines of the time-split set
   */
  public record Overlap(int incident, int timeSplit) {}

  public TrainingSet {
    rows = List.copyOf(rows);
  }
}
