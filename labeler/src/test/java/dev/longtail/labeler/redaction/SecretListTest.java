package dev.longtail.labeler.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in {@code secrets.toml}. */
class SecretListTest {
  static List<Named<SecretRule>> secrets() {
    return SecretRules.BUILT_IN.stream().map(rule -> Named.of(rule.rule().id(), rule)).toList();
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void hidesWhatItsExamplesSayAndNothingElse(SecretRule rule) {
    assertThat(rule.rule().examples())
        .isNotEmpty()
        .allMatch(example -> example.result().contains("<secret:" + rule.kind() + ">"));
    assertThat(rule.rule().counterexamples()).isNotEmpty();
    assertThat(SecretRules.misjudged(List.of(rule))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void itsHintsAreOnEveryExample(SecretRule rule) {
    assertThat(rule.hints()).isNotEmpty();
    assertThat(rule.rule().examples())
        .allMatch(example -> rule.pattern().matcher(example.line()).find());
  }
}
