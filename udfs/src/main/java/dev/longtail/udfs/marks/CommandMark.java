package dev.longtail.udfs.marks;

import com.google.re2j.Pattern;
import dev.longtail.udfs.reading.Readings;
import dev.longtail.udfs.rules.Regexes;
import dev.longtail.udfs.rules.Rule;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A named trait of a command line.
 *
 * <p>Matching takes time linear in the length of the line, whatever an attacker puts there (re2j,
 * an automaton instead of backtracking). The hints only spare most lines the automaton.
 *
 * @param rule the rule as it is written, with its examples
 * @param name what reports say of a line with this mark: the rule's title and its ATT&amp;CK
 *     techniques
 * @param hints lower-case literals; a line without any of them cannot bear the mark
 * @param pattern the trait itself, tried on lower-case text
 * @param hidden true if only text that was encoded can bear the mark
 * @param anywhere true if also words bear the mark that are only looked for, such as comments
 */
public record CommandMark(
    Rule rule, String name, List<String> hints, Pattern pattern, boolean hidden, boolean anywhere) {
  private static final String TECHNIQUE = "attack\\.t[0-9]{4}(?:\\.[0-9]{3})?";

  public CommandMark {
    Objects.requireNonNull(rule, "rule");
    hints = List.copyOf(hints);
    if (name.isBlank() || hints.isEmpty()) {
      throw new IllegalArgumentException("a mark needs a name and a hint: " + name);
    }
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
            rule.meaning() + techniques(entry),
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

  private static String techniques(RuleEntry entry) {
    List<String> techniques = new ArrayList<>();
    for (String tag : entry.words("tags")) {
      if (tag.matches(TECHNIQUE)) {
        techniques.add(tag.substring("attack.".length()).toUpperCase(Locale.ROOT));
      } else if (tag.matches("attack\\.t[0-9].*")) {
        throw entry.refused("tags", "no technique of ATT&CK, as attack.t1003.001 is: " + tag);
      }
    }
    return techniques.isEmpty() ? "" : " (" + String.join(", ", techniques) + ")";
  }

  /** Whether {@code lowerCase}, which must be lower case, bears the mark. */
  public boolean isOn(String lowerCase) {
    for (String hint : hints) {
      if (lowerCase.contains(hint)) {
        return pattern.matcher(lowerCase).find();
      }
    }
    return false;
  }

  /** Whether {@code reading} bears the mark. */
  public boolean isOn(Readings.Reading reading) {
    return (anywhere || reading.run()) && (!hidden || reading.hidden()) && isOn(reading.text());
  }
}
