package dev.longtail.labeler.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.labeler.client.Verdict;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.udfs.marks.CommandMark;
import dev.longtail.udfs.rules.Rule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in {@code doubtful-marks.yaml} and {@code harmless-commands.yaml}. */
class LabelRuleListsTest {
  private static final DoubtfulMarks DOUBTFUL = DoubtfulMarks.with(UserRules.NONE);
  private static final HarmlessCommands HARMLESS = HarmlessCommands.with(UserRules.NONE);

  static Stream<Named<Rule>> rules() {
    return Stream.of(DOUBTFUL.marks().stream().map(CommandMark::rule), HARMLESS.rules().stream())
        .flatMap(list -> list)
        .map(rule -> Named.of(rule.id(), rule));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void hasExamplesAndCounterExamples(Rule rule) {
    assertThat(rule.examples()).isNotEmpty();
    assertThat(rule.counterexamples()).isNotEmpty();
  }

  static List<Named<Rule>> harmless() {
    return HARMLESS.rules().stream().map(rule -> Named.of(rule.id(), rule)).toList();
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void isBenignByItsExamplesOnly(Rule rule) {
    assertThat(rule.examples())
        .allMatch(example -> LabelRules.judge(example.line()).verdict() == Verdict.BENIGN);
    assertThat(rule.counterexamples())
        .allMatch(example -> LabelRules.judge(example.line()).verdict() != Verdict.BENIGN);
  }

  @Test
  void everyExampleTurnsOutAsItSays() {
    assertThat(LabelRules.with(UserRules.NONE).misjudged()).isEmpty();
  }
}
