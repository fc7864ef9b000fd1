package dev.longtail.training.families;

import dev.longtail.training.data.KnownLines;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.MinedCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.udfs.template.CommandTemplate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Families that are left out of the training data together, and the lines of theirs that are tested
 * on.
 *
 * @param name the left-out attack family; several small ones are joined by {@code +}
 * @param leftOut every family left out, attack and benign ones, sorted
 * @param tests what is tested, for each population that has benign lines
 */
public record Fold(String name, List<String> leftOut, Map<Population, Tested> tests) {

  /**
   * The lines tested with one population of benign lines.
   *
   * @param systems what is tested of each operating system, by name
   * @param lines the lines, attacks first, in an order by hash
   * @param attacksNotTested attacks of the fold on systems without enough benign lines
   */
  public record Tested(List<OnSystem> systems, List<LabelledCommand> lines, int attacksNotTested) {
    public Tested {
      systems = List.copyOf(systems);
      lines = List.copyOf(lines);
    }
  }

  /**
   * The tested lines of one operating system.
   *
   * @param os the system
   * @param attacks attacks
   * @param benign benign lines
   * @param benignFamilies the families left out for it; empty if the system has too few families
   *     and the lines were drawn by their templates' hashes
   */
  public record OnSystem(String os, int attacks, int benign, List<String> benignFamilies) {
    public OnSystem {
      benignFamilies = List.copyOf(benignFamilies);
    }
  }

  /**
   * A training set without a fold's families.
   *
   * @param set what is left
   * @param ofFamilies lines dropped because their family is left out
   * @param ofTemplates further lines dropped because they share the template of a tested line
   * @param ofUnknownFamily lines that stay although nobody knows their family; they may be of a
   *     left-out one
   */
  public record Rest(TrainingSet set, int ofFamilies, int ofTemplates, int ofUnknownFamily) {}

  public Fold {
    leftOut = List.copyOf(leftOut);
    tests = new EnumMap<>(tests);
  }

  /**
   * {@code set} without the lines of the left-out families and the templates of tested lines.
   *
   * @param templates templates known already, by line; more are added
   */
  public Rest without(TrainingSet set, KnownLines known, Map<String, String> templates) {
    Set<String> testedTemplates =
        tests.values().stream()
            .flatMap(test -> test.lines().stream())
            .map(line -> templateOf(line.cmd(), templates))
            .collect(Collectors.toCollection(HashSet::new));
    Set<String> out = Set.copyOf(leftOut);
    List<LabelledCommand> rows = new ArrayList<>();
    int ofFamilies = 0;
    int ofTemplates = 0;
    int ofUnknownFamily = 0;
    for (LabelledCommand row : set.rows()) {
      String family = known.familyOf(row);
      if (out.contains(family)) {
        ofFamilies++;
      } else if (testedTemplates.contains(templateOf(row.cmd(), templates))) {
        ofTemplates++;
      } else {
        ofUnknownFamily += family.isEmpty() ? 1 : 0;
        rows.add(row);
      }
    }
    Set<String> left = rows.stream().map(LabelledCommand::cmd).collect(Collectors.toSet());
    List<MinedCommand> added =
        set.mined().stream().filter(line -> left.contains(line.cmd())).toList();
    return new Rest(
        new TrainingSet(
            set.name(),
            set.base(),
            set.arm(),
            rows,
            added.size(),
            set.alreadyInBase(),
            set.leakGuardDropped(),
            set.overlap(),
            added),
        ofFamilies,
        ofTemplates,
        ofUnknownFamily);
  }

  private static String templateOf(String line, Map<String, String> templates) {
    return templates.computeIfAbsent(line, CommandTemplate::of);
  }
}
