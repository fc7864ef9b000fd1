package dev.longtail.labeler.admission;

import dev.longtail.labeler.rules.UserRules;
import dev.longtail.labeler.rules.UserRules.RuleList;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Marks of known attacks that no verdict outweighs. {@code vetoes.yaml} lists them. Users may add
 * their own marks, which are tried after the built-in ones.
 */
public final class Vetoes {
  /** The vetoes that come with Longtail. */
  public static final Vetoes BUILT_IN = with(UserRules.NONE);

  private final List<CommandMark> marks;

  private Vetoes(List<CommandMark> marks) {
    this.marks = marks;
  }

  /**
   * The vetoes that come with Longtail, and the user's after them.
   *
   * @throws dev.longtail.udfs.io.InputException if a rule of the user is wrong, naming file, line,
   *     rule and field
   */
  public static Vetoes with(UserRules user) {
    String key = RuleList.VETOES.key();
    List<RuleEntry> entries = new ArrayList<>(RuleFile.of(Vetoes.class, "vetoes.yaml").list(key));
    entries.addAll(user.entries(RuleList.VETOES));
    return new Vetoes(CommandMark.read(entries));
  }

  /** All of them, in the order in which they are tried. */
  public List<CommandMark> marks() {
    return marks;
  }

  /** The name of the first mark that {@code commandLine} bears under any of its readings. */
  public Optional<String> find(String commandLine) {
    for (Readings.Reading reading : Readings.of(commandLine)) {
      for (CommandMark mark : marks) {
        if (mark.isOn(reading)) {
          return Optional.of(mark.name());
        }
      }
    }
    return Optional.empty();
  }

  /** Whether any reading of {@code commandLine} bears {@code mark}. */
  public static boolean bears(String commandLine, CommandMark mark) {
    return Readings.of(commandLine).stream().anyMatch(mark::isOn);
  }

  /** A message for each example that does not turn out as its rule says. */
  public List<String> misjudged() {
    return marks.stream()
        .flatMap(mark -> mark.rule().misjudged(line -> bears(line, mark)).stream())
        .toList();
  }
}
