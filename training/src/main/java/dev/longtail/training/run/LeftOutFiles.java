package dev.longtail.training.run;

import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Augmentation;
import dev.longtail.training.data.Experiment;
import dev.longtail.training.data.KnownLines;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.families.LeftOutFamilies;
import dev.longtail.training.families.LeftOutRun;
import dev.longtail.training.families.LeftOutTable;
import dev.longtail.training.families.LeftOutText;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An evaluation by left-out families, from files to files. No test set is read. So a choice that is
 * made by it is free of the test sets.
 */
public final class LeftOutFiles {
  /** The table. */
  public static final String TABLE = "left_out.json";

  /** The table to read. */
  public static final String TEXT = "left_out.md";

  private static final LabelledSet NO_TEST_SET = new LabelledSet("none", List.of());

  private LeftOutFiles() {}

  /**
   * Reads the sets, trains and tests every fold, writes {@value #TABLE} and {@value #TEXT}. Equal
   * inputs and options give equal files, whatever the parallelism.
   *
   * @param progress gets lines for a person now and then
   * @return the AUC of every fold, means and differences, for a terminal
   * @throws InputException if an input cannot be used, no family is large enough to be left out, or
   *     the output folder cannot be written
   */
  public static String run(LeftOutOptions options, Consumer<String> progress) {
    List<LabelledSet> bases = new ArrayList<>();
    options.ab().ifPresent(file -> bases.add(LabelledSet.read("ab", file)));
    options.rb().ifPresent(file -> bases.add(LabelledSet.read("rb", file)));
    Augmentation mined = MinedInput.read(options.augment(), Optional.empty(), progress).lines();
    KnownLines known = options.families().map(KnownLines::read).orElse(KnownLines.NONE);
    LeftOutFamilies families = LeftOutFamilies.of(bases, mined, known);
    if (families.folds().isEmpty()) {
      throw new InputException(
          "no attack family of the base sets has %d different attacks and benign lines of its systems beside it; records need the fields \"family\" and \"os\", or --families must tell them"
              .formatted(LeftOutFamilies.FEWEST_ATTACKS));
    }
    List<TrainingSet> sets = sets(bases, mined, options, progress);
    progress.accept(
        "%s, %s, %s"
            .formatted(
                Counted.of(families.folds().size(), "fold"),
                Counted.of(sets.size(), "training set"),
                Counted.of(options.settings().seeds(), "seed")));
    warnOfUnknown(sets, known, progress);
    try (LineMemory lines =
        LineMemory.open(options.embedding(), options.settings().parallelism())) {
      lines.remember(linesOf(families, sets), progress);
      LeftOutTable table =
          LeftOutRun.run(
              families,
              sets,
              known,
              new ModelTrainer(options.trees(), lines.sources(), options.ablated()),
              options.settings(),
              progress);
      write(options.out(), table);
      return LeftOutText.summary(table);
    }
  }

  private static Set<String> linesOf(LeftOutFamilies families, List<TrainingSet> sets) {
    Set<String> lines = new LinkedHashSet<>();
    sets.forEach(set -> set.rows().forEach(row -> lines.add(row.cmd())));
    families.folds().stream()
        .flatMap(fold -> fold.tests().values().stream())
        .flatMap(tested -> tested.lines().stream())
        .forEach(row -> lines.add(row.cmd()));
    return lines;
  }

  private static List<TrainingSet> sets(
      List<LabelledSet> bases,
      Augmentation mined,
      LeftOutOptions options,
      Consumer<String> progress) {
    Experiment experiment = new Experiment(NO_TEST_SET, NO_TEST_SET, mined);
    List<TrainingSet> sets = new ArrayList<>();
    Map<String, Experiment> others = new LinkedHashMap<>();
    options.also().forEach((name, result) -> others.put(name, experiment(result, progress)));
    for (LabelledSet base : bases) {
      for (Arm arm : Arm.OF_A_BACKFILL) {
        if (arm == Arm.BASE || options.arms().contains(arm)) {
          experiment.trainingSet(base, arm).ifPresent(sets::add);
        }
      }
      others.forEach((name, other) -> sets.add(other.trainingSet(base, name)));
    }
    return sets;
  }

  private static Experiment experiment(Path result, Consumer<String> progress) {
    Augmentation lines = MinedInput.read(Optional.of(result), Optional.empty(), progress).lines();
    if (lines.admitted().isEmpty()) {
      throw new InputException(result + ": no admitted lines; its row would be that of the base");
    }
    return new Experiment(NO_TEST_SET, NO_TEST_SET, lines);
  }

  /** Lines of unknown family may be of a left-out one: then the figures are too good. */
  private static void warnOfUnknown(
      List<TrainingSet> sets, KnownLines known, Consumer<String> progress) {
    for (TrainingSet set : sets) {
      long unknown = set.rows().stream().filter(row -> known.familyOf(row).isEmpty()).count();
      if (unknown > 0) {
        progress.accept(
            "warning: %s of %s, of unknown family, may be of a family that is left out, and then its row is too good; --families can tell"
                .formatted(Counted.of(unknown, "line"), set.name()));
      }
    }
  }

  private static void write(Path out, LeftOutTable table) {
    try {
      Files.createDirectories(out);
      Files.writeString(
          out.resolve(TABLE),
          Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(table) + "\n");
      Files.writeString(out.resolve(TEXT), LeftOutText.of(table));
    } catch (IOException e) {
      throw new InputException(out + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
