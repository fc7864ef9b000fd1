package dev.longtail.training.data;

import dev.longtail.udfs.text.CommandHash;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The lines that one model is trained on. No line occurs twice. The lines are sorted by text, so
 * the model does not depend on the order in the files.
 *
 * @param name e.g. {@code ab+full}
 * @param base the base set's name, e.g. {@code ab}
 * @param arm the lines added to the base
 * @param rows base and added lines
 * @param added number of lines added to the base
 * @param alreadyInBase found lines that were not added because the base has them; the base's label
 *     wins
 * @param leakGuardDropped found lines that were not added because they occur in a test set
 * @param overlap base lines that occur in the incident or time-split set; they stay
 * @param mined the added lines themselves
 */
public record TrainingSet(
    String name,
    String base,
    Arm arm,
    List<LabelledCommand> rows,
    int added,
    int alreadyInBase,
    int leakGuardDropped,
    Overlap overlap,
    List<MinedCommand> mined) {

  /**
   * Base lines that occur in a test set.
   *
   * @param incident different lines of the incident set
   * @param timeSplit different lines of the time-split set
   */
  public record Overlap(int incident, int timeSplit) {}

  public TrainingSet {
    rows = List.copyOf(rows);
    mined = List.copyOf(mined);
  }

  /** A set that nothing was added to, or of which nobody asks what. */
  public TrainingSet(
      String name,
      String base,
      Arm arm,
      List<LabelledCommand> rows,
      int added,
      int alreadyInBase,
      int leakGuardDropped,
      Overlap overlap) {
    this(name, base, arm, rows, added, alreadyInBase, leakGuardDropped, overlap, List.of());
  }

  /** The texts of the added lines. */
  public List<String> addedLines() {
    return mined.stream().map(MinedCommand::cmd).toList();
  }

  /**
   * This set with at most {@code count} of its added lines, under another name. The lines that stay
   * are drawn by hash; another seed draws others.
   */
  public TrainingSet withAdded(int count, long seed, String otherName) {
    List<MinedCommand> kept =
        mined.size() <= count
            ? mined
            : mined.stream()
                .sorted(
                    Comparator.comparingLong(
                            (MinedCommand line) ->
                                CommandHash.mix(CommandHash.of(line.cmd()), ~seed))
                        .thenComparing(MinedCommand::cmd))
                .limit(count)
                .toList();
    Set<String> dropped = new HashSet<>(addedLines());
    kept.forEach(line -> dropped.remove(line.cmd()));
    return new TrainingSet(
        otherName,
        base,
        arm,
        rows.stream().filter(row -> !dropped.contains(row.cmd())).toList(),
        kept.size(),
        alreadyInBase,
        leakGuardDropped,
        overlap,
        kept);
  }
}
