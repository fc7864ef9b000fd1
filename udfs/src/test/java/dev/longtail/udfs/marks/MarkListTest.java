package dev.longtail.udfs.marks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.rules.RuleEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in {@code vetoes.yaml} and {@code attack-marks.yaml}. */
class MarkListTest {
  static List<Named<CommandMark>> marks() {
    List<RuleEntry> entries = new ArrayList<>(AttackMarks.knownAttacks());
    entries.addAll(AttackMarks.techniques());
    return MarkSet.read(entries).marks().stream()
        .map(mark -> Named.of(mark.rule().id(), mark))
        .toList();
  }

  private static Stream<String> found(String line) {
    return IntStream.of(AttackMarks.BUILT_IN.of(line)).mapToObj(AttackMarks.BUILT_IN.ids()::get);
  }

  @ParameterizedTest
  @MethodSource("marks")
  void appliesToItsExamplesOnly(CommandMark mark) {
    String id = mark.rule().id();
    assertThat(mark.rule().examples()).isNotEmpty();
    assertThat(mark.rule().counterexamples()).isNotEmpty();
    assertThat(mark.rule().misjudged(line -> found(line).anyMatch(id::equals))).isEmpty();
    assertThat(mark.rule().counterexamples()).noneMatch(line -> found(line.line()).count() > 0);
  }

  @ParameterizedTest
  @MethodSource("marks")
  void namesItsTechnique(CommandMark mark) {
    assertThat(mark.name())
        .matches(".+ \\(T[0-9]{4}(?:\\.[0-9]{3})?(?:, T[0-9]{4}(?:\\.[0-9]{3})?)*\\)");
  }
}
