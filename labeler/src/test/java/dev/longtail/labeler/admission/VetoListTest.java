package dev.longtail.labeler.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in {@code vetoes.yaml} and {@code attack-marks.yaml}. */
class VetoListTest {
  static List<Named<CommandMark>> vetoes() {
    return Vetoes.BUILT_IN.marks().stream().map(mark -> Named.of(mark.rule().id(), mark)).toList();
  }

  @ParameterizedTest
  @MethodSource("vetoes")
  void appliesToItsExamplesOnly(CommandMark mark) {
    assertThat(mark.rule().examples()).isNotEmpty();
    assertThat(mark.rule().counterexamples()).isNotEmpty();
    assertThat(mark.rule().misjudged(line -> Vetoes.bears(line, mark))).isEmpty();
    assertThat(mark.rule().examples())
        .allMatch(example -> Vetoes.BUILT_IN.find(example.line()).isPresent());
    assertThat(mark.rule().counterexamples())
        .allMatch(example -> Vetoes.BUILT_IN.find(example.line()).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("vetoes")
  void namesItsTechnique(CommandMark mark) {
    assertThat(mark.name())
        .matches(".+ \\(T[0-9]{4}(?:\\.[0-9]{3})?(?:, T[0-9]{4}(?:\\.[0-9]{3})?)*\\)");
  }
}
