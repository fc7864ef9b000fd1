package dev.longtail.udfs.marks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.io.RealLines;
import dev.longtail.udfs.reading.Readings;
import dev.longtail.udfs.reading.Readings.Reading;
import dev.longtail.udfs.rules.Rule;
import dev.longtail.udfs.rules.RuleFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AttackMarksTest {
  private static final AttackMarks MARKS = AttackMarks.BUILT_IN;

  private static final MarkSet RULES =
      MarkSet.read(
          Stream.of(AttackMarks.knownAttacks(), AttackMarks.techniques())
              .flatMap(List::stream)
              .toList());

  private static List<String> on(String line) {
    return Arrays.stream(MARKS.of(line)).mapToObj(MARKS.ids()::get).toList();
  }

  @Test
  void everyMarkOfALineIsFoundInTheOrderOfTheirPlaces() {
    assertThat(
            on("xmrig -o p; reg save HKLM\\SAM s; vssadmin delete shadows /all; sc stop windefend"))
        .containsExactly(
            "password-hives", "backup-deletion", "coin-miner", "defender-off", "recovery-hindered");
    assertThat(on("ls -la /var/log")).isEmpty();
    assertThat(on("")).isEmpty();
  }

  @Test
  void whatCodeFindsComesLast() {
    assertThat(on("p\u0430ssw.exe")).containsExactly("disguised-letters");
    assertThat(on("powershell -enc q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ; xmrig -o p"))
        .containsExactly("coin-miner", "unreadable-encoding");
    assertThat(MARKS.ids().get(MARKS.size() - 1)).isEqualTo("unreadable-encoding");
  }

  @Test
  void everyPlaceHasAnIdOfItsOwn() {
    assertThat(MARKS.ids()).hasSize(MARKS.size()).doesNotHaveDuplicates();
    assertThat(MARKS.size()).isGreaterThan(50);
  }

  @Test
  void theVersionIsThatOfTheReadingsAndADigestOfTheRules() {
    assertThat(MARKS.version()).matches("r[0-9]+-[0-9a-f]{12}");
  }

  /** The long way: every rule on every reading, by RE2 alone. */
  private static List<String> oneByOne(String line) {
    Readings readings = Readings.of(line);
    List<String> found = new ArrayList<>();
    for (CommandMark mark : RULES.marks()) {
      if (readings.all().stream().anyMatch(reading -> isOn(mark, reading))) {
        found.add(mark.rule().id());
      }
    }
    for (CodeMark mark : CodeMark.values()) {
      if (mark.isOn(readings)) {
        found.add(mark.id());
      }
    }
    return found;
  }

  private static boolean isOn(CommandMark mark, Reading reading) {
    return mark.countsIn(reading)
        && mark.hints().stream().anyMatch(reading.text()::contains)
        && mark.pattern().matcher(reading.text()).find();
  }

  @Test
  void findsOnExamplesWhatEachRuleFindsAlone() {
    for (CommandMark mark : RULES.marks()) {
      for (List<Rule.Example> lines :
          List.of(mark.rule().examples(), mark.rule().counterexamples())) {
        lines.forEach(line -> assertThat(on(line.line())).isEqualTo(oneByOne(line.line())));
      }
    }
  }

  @Test
  void findsOnRealLinesWhatEachRuleFindsAlone() {
    for (String line : RealLines.shuffled(1500)) {
      assertThat(on(line)).as(line).isEqualTo(oneByOne(line));
    }
  }

  /** A hint of which the automaton knows nothing. */
  @Test
  void aHintNeedNotBeOfAscii() {
    String rule =
        """
        vetoes:
          - id: one
            title: one
            hints: \u0436\u0443\u043a
            regex: '\u0436\u0443\u043a\\d'
        """;
    MarkSet set = MarkSet.read(RuleFile.parse("a.yaml", rule).list("vetoes"));
    assertThat(set.first("run \u0436\u0443\u043a1")).isPresent();
    assertThat(set.first("run zhuk1")).isEmpty();
  }
}
