package dev.longtail.labeler.admission;

import dev.longtail.labeler.rules.UserRules;
import dev.longtail.labeler.rules.UserRules.RuleList;
import dev.longtail.udfs.marks.AttackMarks;
import dev.longtail.udfs.marks.CodeMark;
import dev.longtail.udfs.marks.CommandMark;
import dev.longtail.udfs.marks.MarkSet;
import dev.longtail.udfs.reading.Readings;
import dev.longtail.udfs.rules.RuleEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Marks of attacks that no verdict outweighs: those of {@link AttackMarks}, and the user's, which
 * are tried behind those of their list.
 */
public final class Vetoes {
  /** The vetoes that come with Longtail. */
  public static final Vetoes BUILT_IN = with(UserRules.NONE);

  private final MarkSet marks;

  private Vetoes(MarkSet marks) {
    this.marks = marks;
  }

  /**
   * The vetoes that come with Longtail, and the user's after them.
   *
   * @throws dev.longtail.udfs.io.InputException if a rule of the user is wrong, naming file, line,
   *     rule and field
   */
  public static Vetoes with(UserRules user) {
    List<RuleEntry> entries = new ArrayList<>(AttackMarks.knownAttacks());
    entries.addAll(user.entries(RuleList.VETOES));
    entries.addAll(AttackMarks.techniques());
    entries.addAll(user.entries(RuleList.CONVICTING_MARKS));
    return new Vetoes(MarkSet.read(entries));
  }

  /** Names the rules of {@link #with} by their content. */
  public static String digest(UserRules user) {
    return user.digest(AttackMarks.texts());
  }

  /** The rules, in the order in which they are tried. */
  public List<CommandMark> marks() {
    return marks.marks();
  }

  /** The names of all of them, and of what code finds, by id. */
  public Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    for (CodeMark mark : CodeMark.values()) {
      names.put(mark.id(), mark.title());
    }
    marks().forEach(mark -> names.put(mark.rule().id(), mark.name()));
    return names;
  }

  /** The name of the first mark that {@code commandLine} bears under any of its readings. */
  public Optional<String> find(String commandLine) {
    Readings readings = Readings.of(commandLine);
    Optional<CommandMark> mark = marks.first(readings);
    if (mark.isPresent()) {
      return mark.map(CommandMark::name);
    }
    for (CodeMark found : CodeMark.values()) {
      if (found.isOn(readings)) {
        return Optional.of(found.title());
      }
    }
    return Optional.empty();
  }

  /** A message for each example that does not turn out as its rule says. */
  public List<String> misjudged() {
    return marks.misjudged();
  }
}
