package dev.longtail.job.cli;

import dev.longtail.labeler.demo.LabelRules;
import dev.longtail.labeler.redaction.SecretRules;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.rules.RuleEntry;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code longtail rules}: checks the examples of the user's rules and of the built-in rules. */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description = {
      "Checks your own rules by their examples.",
      "Those that come with Longtail are checked with them. docs/rules.md shows the forms."
    })
final class RulesCommand implements Runnable {
  @Mixin private RulesArgument argument;

  @Override
  public void run() {
    UserRules rules = argument.rules();
    List<String> failures = new ArrayList<>(LabelRules.with(rules).misjudged());
    failures.addAll(SecretRules.misjudged(SecretRules.with(rules)));
    if (!failures.isEmpty()) {
      throw new InputException(String.join(System.lineSeparator(), failures));
    }
    for (UserRules.RuleList list : UserRules.RuleList.values()) {
      List<RuleEntry> entries = rules.entries(list);
      long untried =
          entries.stream()
              .filter(entry -> !entry.has("examples") || !entry.has("counterexamples"))
              .count();
      System.out.printf(
          "%-20s %d%s%n",
          list.key(),
          entries.size(),
          untried == 0 ? "" : ", of which " + untried + " lack examples or counterexamples");
    }
  }
}
