package dev.longtail.udfs.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.rules.Rule;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in {@code tools.yaml}. */
class ToolListTest {
  private static final RuleFile FILE = RuleFile.of(KnownTool.class, "tools.yaml");

  private static List<RuleEntry> entries() {
    List<RuleEntry> entries = new ArrayList<>(FILE.list("tools"));
    entries.addAll(FILE.list("switches"));
    return entries;
  }

  static List<Named<Rule>> rules() {
    return ListedShapes.rules(entries());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void givesTheShapesOfItsExamples(Rule rule) {
    ListedShapes.assertExamples(rule);
  }

  @Test
  void hasKnownFieldsAndDifferentIds() {
    RuleFile.refuseDuplicates(rules().stream().map(Named::getPayload).toList());
    for (RuleEntry entry : entries()) {
      entry.rule("meaning");
      List.of("names", "sub-commands", "skip", "deeper", "valued", "behind", "runs")
          .forEach(entry::has);
      entry.done();
      assertThat(entry.words("names"))
          .as(entry.where())
          .isNotEmpty()
          .doesNotHaveDuplicates()
          .allMatch(name -> ToolName.of(name).name().equals(name));
    }
    assertThat(FILE.keys()).containsExactly("tools", "switches");
  }

  @Test
  void whatIsKnownOfAToolIsLookedUpByItsName() {
    assertThat(KnownTool.of("git").deeper()).contains("remote");
    assertThat(KnownTool.of("bash").runs()).isEqualTo(KnownTool.Runs.SCRIPT);
    assertThat(KnownTool.of("ssh").skip()).isEqualTo(1);
    assertThat(KnownTool.of("unheard-of").subCommands()).isZero();
    assertThat(KnownTool.hasSwitches("reg")).isTrue();
    assertThat(KnownTool.hasSwitches("git")).isFalse();
  }
}
