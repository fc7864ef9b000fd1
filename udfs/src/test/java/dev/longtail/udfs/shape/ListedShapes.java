package dev.longtail.udfs.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.rules.Rule;
import dev.longtail.udfs.rules.RuleEntry;
import java.util.List;
import org.junit.jupiter.api.Named;

/** What the tests of the lists of tools and settings share. */
final class ListedShapes {
  private ListedShapes() {}

  /** The rules of the entries by their ids. */
  static List<Named<Rule>> rules(List<RuleEntry> entries) {
    return entries.stream()
        .map(entry -> entry.rule("meaning"))
        .map(rule -> Named.of(rule.id(), rule))
        .toList();
  }

  /** A rule has examples and counterexamples, each with its shape, and they have these shapes. */
  static void assertExamples(Rule rule) {
    assertThat(rule.examples()).isNotEmpty().noneMatch(example -> example.result().isEmpty());
    assertThat(rule.counterexamples()).isNotEmpty().noneMatch(line -> line.result().isEmpty());
    assertThat(rule.misshaped(line -> CommandShape.of(line).text())).isEmpty();
  }
}
