package dev.longtail.training.run;

import dev.longtail.training.data.Experiment;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.MinedCommand;
import dev.longtail.udfs.template.CommandTemplate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Warns of usable records that make a table's numbers wrong: lines that occur in both training and
 * test sets, or share a template, and lines that bear both labels. No line is left out because of a
 * warning; the reader of the table has to know of it.
 */
final class InputWarnings {
  private final Consumer<String> progress;

  InputWarnings(Consumer<String> progress) {
    this.progress = progress;
  }

  void say(List<LabelledSet> bases, Experiment experiment) {
    List<LabelledSet> tests = List.of(experiment.incident(), experiment.timeSplit());
    Set<String> mined = new HashSet<>();
    experiment.augmentation().admitted().forEach(line -> mined.add(line.cmd()));
    tests.forEach(test -> sayTemplates("the admitted lines", mined, test));
    bases.forEach(this::sayContradictions);
    tests.forEach(this::sayContradictions);
    for (LabelledSet base : bases) {
      for (LabelledSet test : tests) {
        sayShared(base, test);
        sayTemplates("the training set " + base.name(), base.commands(), test);
      }
      sayAdmittedAttacks(base, experiment);
    }
  }

  private void sayContradictions(LabelledSet set) {
    int count = set.contradictions().size();
    if (count > 0) {
      warn(
          "%s both benign and malicious in the %s set; one of the labels is wrong",
          lines(count), set.name());
    }
  }

  private void sayShared(LabelledSet base, LabelledSet test) {
    int count = base.common(test).size();
    if (count == 0) {
      return;
    }
    long otherwise = base.contradictions(test);
    warn(
        "%s in the %s set and in the training set %s as well%s; take them out of one, or the"
            + " result is too good",
        lines(count),
        test.name(),
        base.name(),
        otherwise == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d of them labelled otherwise", otherwise));
  }

  /**
   * Lines that differ from a line of a test set in numbers and names alone. Equal lines are not
   * counted: of a base set {@link #sayShared} does, and of mined lines none is added.
   */
  private void sayTemplates(String lines, Set<String> training, LabelledSet test) {
    Set<String> tested = test.commands();
    Set<String> templates = new HashSet<>();
    tested.forEach(line -> templates.add(CommandTemplate.of(line)));
    long count =
        training.stream()
            .filter(line -> !tested.contains(line))
            .filter(line -> templates.contains(CommandTemplate.of(line)))
            .count();
    if (count > 0) {
      warn(
          "%s among %s and of the template of a line of the %s set; the result is too good by them",
          lines(count), lines, test.name());
    }
  }

  /**
   * The base's label wins, so the table does not show that a malicious base line was admitted as
   * benign.
   */
  private void sayAdmittedAttacks(LabelledSet base, Experiment experiment) {
    Set<String> malicious = new HashSet<>();
    for (LabelledCommand row : base.rows()) {
      if (row.label() == Label.MALICIOUS) {
        malicious.add(row.cmd());
      }
    }
    long count =
        experiment.augmentation().admitted().stream()
            .map(MinedCommand::cmd)
            .distinct()
            .filter(malicious::contains)
            .count();
    if (count > 0) {
      warn(
          "%s admitted as benign and malicious in %s, whose label is kept",
          lines(count), base.name());
    }
  }

  private static String lines(long count) {
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? "line is" : "lines are");
  }

  private void warn(String format, Object... values) {
    progress.accept("warning: " + String.format(Locale.ROOT, format, values));
  }
}
