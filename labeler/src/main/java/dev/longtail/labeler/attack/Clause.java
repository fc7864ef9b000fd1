package dev.longtail.labeler.attack;

import dev.longtail.udfs.rules.RuleEntry;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A place in a line: a template with {@code {command}} and, where the line speaks, {@code {said}}.
 *
 * @param suite the suite that its lines count in
 * @param shell {@code cmd} or {@code sh}
 * @param saidAs how the text for the judge is written there
 * @param commandAs how the command is written there
 */
record Clause(
    String suite,
    String shell,
    String template,
    UnaryOperator<String> saidAs,
    UnaryOperator<String> commandAs) {
  private static final String SAID = "{said}";
  private static final String COMMAND = "{command}";

  static List<Clause> read(List<RuleEntry> entries, String suite) {
    return entries.stream()
        .map(
            entry -> {
              Clause clause =
                  new Clause(
                      entry.text("suite", suite),
                      entry.text("shell"),
                      entry.text("template"),
                      wording(entry, "said-as"),
                      wording(entry, "command-as"));
              if (!clause.template().contains(COMMAND)) {
                throw entry.refused("template", "must hold " + COMMAND);
              }
              entry.done();
              return clause;
            })
        .toList();
  }

  private static UnaryOperator<String> wording(RuleEntry entry, String field) {
    return Wording.of(entry.text(field, "plain"))
        .orElseThrow(() -> entry.refused(field, "is no form of a text"));
  }

  /** The line of {@code command} that says {@code words} in this place. */
  Attack attack(String command, String words) {
    String said = template.contains(SAID) ? saidAs.apply(unquoted(words, SAID)) : "";
    String run = commandAs.apply(unquoted(command, COMMAND));
    return new Attack(template.replace(SAID, said).replace(COMMAND, run), said);
  }

  /** A text must not end the quotes around it. */
  private String unquoted(String text, String name) {
    int at = template.indexOf(name);
    if (at < 1) {
      return text;
    }
    char quote = template.charAt(at - 1);
    return quote == '"' ? text.replace('"', '\'') : quote == '\'' ? text.replace("'", "") : text;
  }
}
