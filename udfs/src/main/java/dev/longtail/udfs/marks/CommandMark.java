package dev.longtail.udfs.marks;

import com.google.re2j.Pattern;
import dev.longtail.udfs.reading.Readings.Reading;
import dev.longtail.udfs.rules.RegexSearch;
import dev.longtail.udfs.rules.Regexes;
import dev.longtail.udfs.rules.Rule;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A named trait of a command line.
 *
 * <p>Matching takes time linear in the length of the line, whatever an attacker puts there (re2j,
 * an automaton instead of backtracking). The hints, and the words that the expression itself
 * requires, only spare most lines the automaton. Immutable.
 */
public final class CommandMark {
  private static final String TECHNIQUE = "attack\\.t[0-9]{4}(?:\\.[0-9]{3})?";

  private final Rule rule;
  private final String name;
  private final List<String> techniques;
  private final List<String> hints;
  private final Pattern pattern;
  private final RegexSearch search;
  private final boolean hidden;
  private final boolean anywhere;

  private CommandMark(
      Rule rule,
      List<String> techniques,
      List<String> hints,
      Pattern pattern,
      boolean hidden,
      boolean anywhere) {
    this.rule = rule;
    this.techniques = techniques;
    this.name =
        rule.meaning() + (techniques.isEmpty() ? "" : " (" + String.join(", ", techniques) + ")");
    this.hints = hints;
    this.pattern = pattern;
    this.search = RegexSearch.of(pattern);
    this.hidden = hidden;
    this.anywhere = anywhere;
  }

  /** The rule as it is written, with its examples. */
  public Rule rule() {
    return rule;
  }

  /** What reports say of a line with this mark: the rule's title and its ATT&amp;CK techniques. */
  public String name() {
    return name;
  }

  /** The ATT&amp;CK techniques of its tags, such as {@code T1003.001}; may be none. */
  public List<String> techniques() {
    return techniques;
  }

  /** Lower-case literals, at least one; a line without any of them cannot bear the mark. */
  public List<String> hints() {
    return hints;
  }

  /** The trait itself, tried on lower-case text. */
  public Pattern pattern() {
    return pattern;
  }

  /** Whether only text that was encoded can bear the mark. */
  public boolean hidden() {
    return hidden;
  }

  /**
   * The marks that {@code entries} describe. The fields are Sigma's where Sigma has them: title,
   * id, description, tags, falsepositives. {@code docs/rules.md} explains the form.
   *
   * @throws dev.longtail.udfs.io.InputException if an entry is wrong, or two have the same id
   */
  public static List<CommandMark> read(List<RuleEntry> entries) {
    List<CommandMark> marks = entries.stream().map(CommandMark::read).toList();
    RuleFile.refuseDuplicates(marks.stream().map(CommandMark::rule).toList());
    return marks;
  }

  private static CommandMark read(RuleEntry entry) {
    Rule rule = entry.rule("title");
    List<String> hints = entry.lowerCaseWords("hints");
    if (hints.isEmpty() || hints.contains("")) {
      throw entry.refused(
          "hints", "needs words of which a line must hold one, so that most lines are spared");
    }
    CommandMark mark =
        new CommandMark(
            rule,
            techniques(entry),
            hints,
            Regexes.compile(entry, "regex", entry.regex("regex"), Pattern.DOTALL),
            entry.flag("hidden"),
            entry.flag("anywhere"));
    for (String told : List.of("description", "author", "references", "falsepositives")) {
      entry.texts(told);
    }
    entry.done();
    return mark;
  }

  private static List<String> techniques(RuleEntry entry) {
    List<String> techniques = new ArrayList<>();
    for (String tag : entry.words("tags")) {
      if (tag.matches(TECHNIQUE)) {
        techniques.add(tag.substring("attack.".length()).toUpperCase(Locale.ROOT));
      } else if (tag.matches("attack\\.t[0-9].*")) {
        throw entry.refused("tags", "no technique of ATT&CK, as attack.t1003.001 is: " + tag);
      }
    }
    return List.copyOf(techniques);
  }

  /** Whether {@code lowerCase}, which must be lower case, bears the mark. */
  public boolean isOn(String lowerCase) {
    for (String hint : hints) {
      if (lowerCase.contains(hint)) {
        return search.isFoundIn(lowerCase);
      }
    }
    return false;
  }

  /** Whether the mark counts in a reading of this kind. */
  boolean countsIn(Reading reading) {
    return (anywhere || reading.run()) && (!hidden || reading.hidden());
  }

  /** Whether {@code reading} bears the mark. */
  public boolean isOn(Reading reading) {
    return countsIn(reading) && isOn(reading.text());
  }
}
