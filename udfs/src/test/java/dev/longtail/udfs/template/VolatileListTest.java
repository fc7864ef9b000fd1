package dev.longtail.udfs.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.rules.Rule;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in {@code volatile.yaml}. */
class VolatileListTest {
  private static final RuleFile FILE = VolatileWords.FILE;
  private static final Set<String> FORMS = Set.of("forms", "kept-forms");

  private static List<RuleEntry> entries() {
    return FILE.keys().stream().flatMap(key -> FILE.list(key).stream()).toList();
  }

  static List<Named<Rule>> rules() {
    return entries().stream()
        .map(entry -> entry.rule("meaning"))
        .map(rule -> Named.of(rule.id(), rule))
        .toList();
  }

  private static String template(String line) {
    return CommandTemplate.of(line).replaceAll(":[0-9a-f]{16}>", ":DIGEST>");
  }

  @ParameterizedTest
  @MethodSource("rules")
  void givesTheTemplatesOfItsExamples(Rule rule) {
    assertThat(rule.examples()).isNotEmpty();
    assertThat(rule.counterexamples()).isNotEmpty();
    assertThat(rule.misshaped(VolatileListTest::template)).isEmpty();
    assertThat(Stream.concat(rule.examples().stream(), rule.counterexamples().stream()))
        .filteredOn(example -> example.result().isEmpty())
        .as("without a template they stay as they are")
        .allMatch(example -> template(example.line()).equals(example.line()));
  }

  /** Replaced forms change their examples and spare the others, kept ones the other way round. */
  @Test
  void examplesShowWhatCounterExamplesDoNot() {
    for (String key : FILE.keys()) {
      boolean replaced = key.equals("forms");
      for (RuleEntry entry : FILE.list(key)) {
        Rule rule = entry.rule("meaning");
        assertThat(rule.examples())
            .as(rule.toString())
            .allMatch(example -> example.result().isEmpty() != replaced);
        assertThat(rule.counterexamples())
            .as(rule.toString())
            .allMatch(example -> example.result().isEmpty() == replaced);
      }
    }
  }

  @Test
  void hasKnownFieldsAndDifferentIds() {
    RuleFile.refuseDuplicates(rules().stream().map(Named::getPayload).toList());
    for (String key : FILE.keys()) {
      for (RuleEntry entry : FILE.list(key)) {
        entry.rule("meaning");
        assertThat(entry.has("words")).as(entry.where()).isEqualTo(!FORMS.contains(key));
        entry.done();
      }
    }
    assertThat(FILE.keys())
        .containsExactly(
            "digit-names",
            "versioned-names",
            "hyphenated-names",
            "shared-homes",
            "shared-accounts",
            "forms",
            "kept-forms");
  }
}
