package dev.longtail.labeler.demo;

import dev.longtail.labeler.rules.UserRules;
import dev.longtail.labeler.rules.UserRules.RuleList;
import dev.longtail.udfs.marks.CommandMark;
import dev.longtail.udfs.marks.MarkSet;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Marks that only keep a line from being called benign by {@link LabelRules}. {@code
 * doubtful-marks.yaml} lists them. They are tried on the line as written only, not on its readings.
 */
final class DoubtfulMarks {
  /** Its rules, beside this class. */
  static final String FILE = "doubtful-marks.yaml";

  private final MarkSet marks;

  private DoubtfulMarks(MarkSet marks) {
    this.marks = marks;
  }

  /** The marks that come with Longtail, and the user's after them. */
  static DoubtfulMarks with(UserRules user) {
    RuleFile file = RuleFile.of(DoubtfulMarks.class, FILE);
    List<RuleEntry> entries = new ArrayList<>(file.list(RuleList.DOUBTFUL_MARKS.key()));
    entries.addAll(user.entries(RuleList.DOUBTFUL_MARKS));
    return new DoubtfulMarks(MarkSet.read(entries));
  }

  List<CommandMark> marks() {
    return marks.marks();
  }

  /** The mark that makes {@code commandLine} doubtful, in the line as written. */
  Optional<String> find(String commandLine) {
    return marks.first(commandLine.toLowerCase(Locale.ROOT)).map(CommandMark::name);
  }

  List<String> misjudged() {
    List<String> failures = new ArrayList<>();
    for (CommandMark mark : marks.marks()) {
      failures.addAll(mark.rule().misjudged(line -> mark.isOn(line.toLowerCase(Locale.ROOT))));
    }
    return failures;
  }
}
