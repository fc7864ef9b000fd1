package dev.longtail.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.training.data.Label;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.marks.AttackMarks;
import dev.longtail.udfs.rules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the regex baseline: those that come with Longtail, and a user's. */
class BaselineRulesTest {
  private static final String RULE =
      """
      baseline-rules:
        - id: acme-tool
          label: malicious
          reason: tool of our red team
          technique: T1588.002
          regex: '\\bacmestrike\\b'
      """;

  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static List<String> ids(BaselineRules rules, String line) {
    return rules.of(line).stream().map(BaselineRule::id).toList();
  }

  static List<Rule> written() {
    return BaselineRules.builtIn().written();
  }

  /** Reading the rules tries the examples; here each must have some. */
  @ParameterizedTest
  @MethodSource("written")
  void hasExamplesAndCounterexamples(Rule rule) {
    assertThat(rule.examples()).isNotEmpty();
    assertThat(rule.counterexamples()).isNotEmpty();
  }

  @Test
  void convictingRulesNameTechniquesAndIdsAreUnique() {
    List<BaselineRule> all = BaselineRules.builtIn().all();
    assertThat(all).extracting(BaselineRule::id).doesNotHaveDuplicates();
    assertThat(all)
        .filteredOn(rule -> rule.label() == Label.MALICIOUS)
        .hasSizeGreaterThan(AttackMarks.BUILT_IN.size() + 30)
        .allSatisfy(
            rule ->
                assertThat(rule.techniques())
                    .isNotEmpty()
                    .allMatch(technique -> technique.matches("T\\d{4}(\\.\\d{3})?")));
    assertThat(all).filteredOn(rule -> rule.label() == Label.BENIGN).hasSizeGreaterThan(8);
  }

  /** What carets and quotes hide, a static rule finds all the same. */
  @Test
  void convictsTheLineAsShellsReadIt() {
    BaselineRules rules = BaselineRules.builtIn();
    assertThat(ids(rules, "v^ssadm^in delete sha\"\"dows /all")).contains("recovery-off");
    assertThat(ids(rules, "mimikatz.exe privilege::debug")).contains("credential-theft-tool");
  }

  /** What a harmless command is followed by could be anything. */
  @Test
  void callsOnlyWholeLinesHarmless() {
    BaselineRules rules = BaselineRules.builtIn();
    assertThat(ids(rules, "  LS -la /var/log ")).containsExactly("looks-at-folders");
    assertThat(ids(rules, "ls -la /var/log; ./x")).isEmpty();
    assertThat(ids(rules, "./x; ls")).isEmpty();
    assertThat(ids(rules, "git log\n./x")).isEmpty();
    assertThat(ids(rules, "ls $(./x)")).isEmpty();
  }

  @Test
  void takesTheRulesOfUsersBesidesOursOrInsteadOfThem() throws IOException {
    Path mine = file("mine.yaml", RULE);
    BaselineRules beside = BaselineRules.of(List.of(mine), true);
    assertThat(ids(beside, "acmestrike --listen")).containsExactly("acme-tool");
    assertThat(ids(beside, "vssadmin delete shadows /all")).contains("recovery-off");
    BaselineRules instead = BaselineRules.of(List.of(folder), false);
    assertThat(instead.all())
        .containsExactly(
            new BaselineRule(
                "acme-tool", Label.MALICIOUS, "tool of our red team", List.of("T1588.002")));
    assertThat(ids(instead, "vssadmin delete shadows /all")).isEmpty();
    assertThat(List.of(beside.version(), instead.version(), BaselineRules.builtIn().version()))
        .doesNotHaveDuplicates();
  }

  /** Each case takes a part of a good file out and puts another in. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "id: acme-tool | idd: acme-tool | :2: field \"id\" is missing",
        "id: acme-tool | id: 'acme tool' | :2: rule \"acme tool\", field \"id\": must be letters",
        "id: acme-tool | id: lsass-dump | :2: rule \"lsass-dump\": this id is taken",
        "id: acme-tool | id: seen-on-many-hosts | this id is taken",
        "T1588.002 | T158 | :5: rule \"acme-tool\", field \"technique\": no technique of ATT&CK",
        "T1588.002 | attack.t1588 | field \"technique\": no technique of ATT&CK",
        "technique: T1588.002 | author: me | field \"technique\": is missing",
        "label: malicious | label: evil | :3: rule \"acme-tool\", field \"label\": must be benign"
            + " or malicious",
        "label: malicious | author: me | field \"label\" is missing",
        "reason: tool | resaon: tool | field \"reason\" is missing",
        "\\bacmestrike\\b | acme( | :6: rule \"acme-tool\", field \"regex\": no regular expression"
            + " of RE2",
        "\\bacmestrike\\b | AcmeStrike | field \"regex\": has an upper-case letter",
        "label: | labels: x@    label: | unknown field \"labels\"",
        "baseline-rules: | vetoes: | unknown key \"vetoes\"",
        "regex: | examples: 'ls'@    regex: | does not apply to its example: ls",
        "regex: | counterexamples: acmestrike@    regex: | applies to its counter-example"
      })
  void refusesABadRule(String part, String other, String message) throws IOException {
    Path bad = file("bad.yaml", RULE.replace(part, other.replace("@", "\n")));
    assertThatThrownBy(() -> BaselineRules.of(List.of(bad), true))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("bad.yaml")
        .hasMessageContaining(message);
  }

  @Test
  void refusesTheSameIdTwiceAndFilesThatAreNone() throws IOException {
    Path one = file("a.yaml", RULE);
    Path two = file("b.yaml", RULE);
    assertThatThrownBy(() -> BaselineRules.of(List.of(one, two), true))
        .hasMessageContaining("b.yaml:2: rule \"acme-tool\": this id is taken, at")
        .hasMessageContaining("a.yaml:2");
    assertThatThrownBy(() -> BaselineRules.of(List.of(folder.resolve("none.yaml")), true))
        .hasMessageContaining("none.yaml: no such file");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> BaselineRules.of(List.of(empty), true))
        .hasMessageContaining("holds no .yaml");
    Path nothing = file("nothing.yaml", "baseline-rules: []\n");
    assertThatThrownBy(() -> BaselineRules.of(List.of(nothing), false))
        .hasMessageContaining("no rule is left");
  }
}
