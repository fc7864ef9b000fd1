package dev.longtail.training.dataset;

import com.google.re2j.Pattern;
import dev.longtail.training.data.Label;
import dev.longtail.udfs.reading.Readings;
import dev.longtail.udfs.rules.RegexSearch;
import dev.longtail.udfs.rules.Regexes;
import dev.longtail.udfs.rules.Rule;
import dev.longtail.udfs.rules.RuleEntry;
import java.util.List;
import java.util.Locale;

/**
 * A rule with its regular expression. One that convicts is looked for in every reading of a line,
 * so that carets and quotes do not hide it. One that calls a line harmless must match the whole
 * line as it stands: what else is on the line could be anything.
 *
 * <p>Both are tried on lower-case text, in time linear in the line (RE2). Immutable.
 */
final class RegexRule {
  private static final java.util.regex.Pattern TECHNIQUE =
      java.util.regex.Pattern.compile("T[0-9]{4}(\\.[0-9]{3})?");

  /** An upper-case letter that is no class, as in {@code \S}, nor the name of a group. */
  private static final java.util.regex.Pattern UPPER_CASE =
      java.util.regex.Pattern.compile("(?<!\\\\|\\?)\\p{Lu}");

  private final Rule rule;
  private final BaselineRule named;
  private final RegexSearch search;

  private RegexRule(Rule rule, BaselineRule named, RegexSearch search) {
    this.rule = rule;
    this.named = named;
    this.search = search;
  }

  /**
   * Reads an entry: {@code id}, {@code reason}, {@code label}, {@code technique}, {@code regex},
   * {@code examples}, {@code counterexamples}.
   *
   * @throws dev.longtail.udfs.io.InputException naming file, line, rule and field
   */
  static RegexRule read(RuleEntry entry) {
    Rule rule = entry.rule("reason");
    String word = entry.text("label");
    Label label =
        Label.parse(word)
            .orElseThrow(() -> entry.refused("label", "must be benign or malicious: " + word));
    BaselineRule named =
        new BaselineRule(rule.id(), label, rule.meaning(), techniques(entry, label));
    String regex = entry.regex("regex");
    if (UPPER_CASE.matcher(regex).find()) {
      throw entry.refused(
          "regex", "has an upper-case letter, but lines are tried in lower case: it never matches");
    }
    String whole = label == Label.BENIGN ? "^(?:" + regex + ")$" : regex;
    RegexSearch search = RegexSearch.of(Regexes.compile(entry, "regex", whole, Pattern.DOTALL));
    for (String told : List.of("author", "references", "falsepositives")) {
      entry.texts(told);
    }
    entry.done();
    return new RegexRule(rule, named, search);
  }

  private static List<String> techniques(RuleEntry entry, Label label) {
    List<String> techniques = entry.words("technique");
    for (String technique : techniques) {
      if (!TECHNIQUE.matcher(technique).matches()) {
        throw entry.refused(
            "technique", "no technique of ATT&CK, as T1003 and T1003.001 are: " + technique);
      }
    }
    if (techniques.isEmpty() && label == Label.MALICIOUS) {
      throw entry.refused("technique", "is missing: a malicious line shows one, such as T1003.001");
    }
    return techniques;
  }

  /** The rule as it is written, with its examples. */
  Rule rule() {
    return rule;
  }

  /** As rows and cards name it. */
  BaselineRule named() {
    return named;
  }

  /** Whether it is about the line of {@code readings}. */
  boolean matches(String commandLine, Readings readings) {
    if (named.label() == Label.BENIGN) {
      return search.isFoundIn(commandLine.strip().toLowerCase(Locale.ROOT));
    }
    for (Readings.Reading reading : readings.all()) {
      if (search.isFoundIn(reading.text())) {
        return true;
      }
    }
    return false;
  }
}
