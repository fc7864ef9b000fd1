package dev.longtail.labeler.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.rules.Rule;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in {@code secrets.toml} and {@code secrets.yaml}. */
class SecretListTest {
  private static final Redactor ALL = new Redactor();

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
  void allRulesTogetherHideTheSame(SecretRule rule) {
    for (Rule.Example example : rule.rule().examples()) {
      assertThat(anyKind(ALL.redact(example.line())))
          .as(example.line())
          .isEqualTo(anyKind(example.result()));
    }
    for (Rule.Example example : rule.rule().counterexamples()) {
      assertThat(ALL.redact(example.line())).isEqualTo(example.line());
    }
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void itsHintsAreOnEveryExample(SecretRule rule) {
    assertThat(rule.rule().examples())
        .noneMatch(example -> SecretRules.isSpared(rule, example.line()));
  }

  private static String anyKind(String redacted) {
    return redacted.replaceAll("<secret:[a-z-]+>", "<secret>");
  }
}
