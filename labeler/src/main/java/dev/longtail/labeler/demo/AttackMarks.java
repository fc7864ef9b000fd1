package dev.longtail.labeler.demo;

import dev.longtail.labeler.admission.CommandMark;
import dev.longtail.labeler.admission.Readings;
import dev.longtail.labeler.admission.Vetoes;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.labeler.rules.UserRules.RuleList;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The attack marks of {@link LabelRules}. Convicting marks are broader than the {@link Vetoes}:
 * here it is enough that malicious use is very likely. Doubtful marks only keep a line from being
 * called benign. {@code attack-marks.yaml} lists both.
 */
final class AttackMarks {
  private final List<CommandMark> convicting;
  private final List<CommandMark> doubtful;

  private AttackMarks(List<CommandMark> convicting, List<CommandMark> doubtful) {
    this.convicting = convicting;
    this.doubtful = doubtful;
  }

  /** The marks that come with Longtail, and the user's after them. */
  static AttackMarks with(UserRules user) {
    RuleFile file = RuleFile.of(AttackMarks.class, "attack-marks.yaml");
    return new AttackMarks(
        marks(file, user, RuleList.CONVICTING_MARKS), marks(file, user, RuleList.DOUBTFUL_MARKS));
  }

  private static List<CommandMark> marks(RuleFile file, UserRules user, RuleList list) {
    List<RuleEntry> entries = new ArrayList<>(file.list(list.key()));
    entries.addAll(user.entries(list));
    return CommandMark.read(entries);
  }

  List<CommandMark> convicting() {
    return convicting;
  }

  List<CommandMark> doubtful() {
    return doubtful;
  }

  /** The mark that convicts {@code commandLine}, under any reading. */
  Optional<String> conviction(String commandLine) {
    for (Readings.Reading reading : Readings.of(commandLine)) {
      for (CommandMark mark : convicting) {
        if (mark.isOn(reading)) {
          return Optional.of(mark.name());
        }
      }
    }
    return Optional.empty();
  }

  /** The mark that makes {@code commandLine} doubtful, in the line as written. */
  Optional<String> doubt(String commandLine) {
    String lower = commandLine.toLowerCase(Locale.ROOT);
    return doubtful.stream().filter(mark -> mark.isOn(lower)).map(CommandMark::name).findFirst();
  }

  List<String> misjudged() {
    List<String> failures = new ArrayList<>();
    for (CommandMark mark : convicting) {
      failures.addAll(mark.rule().misjudged(line -> Vetoes.bears(line, mark)));
    }
    for (CommandMark mark : doubtful) {
      failures.addAll(mark.rule().misjudged(line -> mark.isOn(line.toLowerCase(Locale.ROOT))));
    }
    return failures;
  }
}
