package dev.longtail.udfs.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.io.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleFileTest {
  private static final String YAML =
      """
      fragments:
        digits: '[0-9]+'
        dotted: '{{digits}}[.]{{digits}}'
      list:
        - id: one
          meaning: first
          words: >-
            a b
            c
          regex: ['x', 'y{{dotted}}']
          count: 3
          examples:
            'in': 'out'
          counterexamples: other
      """;

  private static RuleEntry only(String text) {
    return RuleFile.parse("f.yaml", text).list("list").get(0);
  }

  @Test
  void readsFieldsAsTheyAreAskedFor() {
    RuleEntry entry = only(YAML);
    assertThat(entry.rule("meaning"))
        .isEqualTo(
            new Rule(
                "one",
                "first",
                "f.yaml:5",
                List.of(new Rule.Example("in", "out")),
                List.of(new Rule.Example("other", ""))));
    assertThat(entry.words("words")).containsExactly("a", "b", "c");
    assertThat(entry.words("none")).isEmpty();
    assertThat(entry.regex("regex")).isEqualTo("x|y[0-9]+[.][0-9]+");
    assertThat(entry.count("count", 0)).isEqualTo(3);
    assertThat(entry.count("skip", 7)).isEqualTo(7);
    assertThat(entry.flag("hidden")).isFalse();
    entry.done();
    assertThat(RuleFile.parse("f.yaml", YAML).list("none")).isEmpty();
  }

  @Test
  void saysWhereAFieldIsWrong() {
    RuleEntry entry = only(YAML);
    assertThatThrownBy(() -> entry.count("words", 0))
        .isInstanceOf(InputException.class)
        .hasMessage("f.yaml:7: rule \"one\", field \"words\": must be a whole number from 0 on");
    assertThatThrownBy(() -> entry.text("count"))
        .hasMessage(
            "f.yaml:11: rule \"one\", field \"count\": must be text; put quotes around it: 3");
    assertThatThrownBy(() -> entry.text("none"))
        .hasMessage("f.yaml:5: rule \"one\": field \"none\" is missing");
    assertThatThrownBy(entry::done)
        .hasMessageStartingWith("f.yaml:")
        .hasMessageContaining("unknown");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "count: 3 | count: [3 | not valid YAML",
        "count: 3 | meaning: again | f.yaml:11: not valid YAML: Duplicate field 'meaning'",
        "list: | list: 3 # | f.yaml:4: \"list\" must be a list of rules",
        "[0-9]+ | {{none}} | fragment \"digits\": no fragment of this name above it: {{none}}"
      })
  void whatIsNoFileOfRulesIsRefused(String written, String instead, String message) {
    assertThatThrownBy(() -> RuleFile.parse("f.yaml", YAML.replace(written, instead)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("f.yaml:")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "[], must be lists",
    "list: 3, must be a list",
    "list: [3], must be a list",
    "'', must be lists"
  })
  void otherFormsAreRefused(String text, String message) {
    assertThatThrownBy(() -> RuleFile.parse("f.yaml", text))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("f.yaml:1: ")
        .hasMessageContaining(message);
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertThatThrownBy(() -> RuleFile.parse("f.yaml", YAML + "---\nlist: []\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a second document");
  }

  @Test
  void tomlKnowsTheLineOfEachRule() {
    String toml =
        """
        title = "t"
        [[rules]]
        id = "one"
        meaning = 'first'

        [[rules]]
        id = "two"
        meaning = 2
        """;
    List<RuleEntry> entries = RuleFile.parse("f.toml", toml).list("rules");
    assertThat(entries.get(0).rule("meaning").where()).isEqualTo("f.toml:2");
    assertThatThrownBy(() -> entries.get(1).rule("meaning"))
        .hasMessageStartingWith("f.toml:6: rule \"two\", field \"meaning\": must be text");
    assertThatThrownBy(() -> RuleFile.parse("f.toml", toml + "id = 'x'\n"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("f.toml:10: not valid TOML");
  }

  @Test
  void twoRulesOfOneIdAreRefusedWithBothPlaces() {
    Rule rule = only(YAML).rule("meaning");
    assertThatThrownBy(() -> RuleFile.refuseDuplicates(List.of(rule, rule)))
        .hasMessage("f.yaml:5: rule \"one\": this id is taken, at f.yaml:5");
  }

  @Test
  void examplesAreTriedAndFailuresTold() {
    Rule rule = only(YAML).rule("meaning");
    assertThat(rule.misjudged("in"::equals)).isEmpty();
    assertThat(rule.misjudged("other"::equals)).hasSize(2);
    assertThat(rule.misshaped(line -> "out")).isEmpty();
    assertThat(rule.misshaped(line -> line))
        .containsExactly("f.yaml:5: rule \"one\": of in becomes in, not out");
  }
}
