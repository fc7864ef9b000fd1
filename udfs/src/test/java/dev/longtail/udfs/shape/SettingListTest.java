package dev.longtail.udfs.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.rules.Rule;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in {@code settings.yaml}. */
class SettingListTest {
  private static final RuleFile FILE = ShapeSettings.FILE;

  private static List<RuleEntry> entries() {
    return FILE.keys().stream().flatMap(key -> FILE.list(key).stream()).toList();
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
      List.of("names", "inline", "words", "tool").forEach(entry::has);
      for (ValueKind kind : ValueKind.values()) {
        assertThat(entry.words(kind.field())).as(entry.where()).doesNotHaveDuplicates();
      }
      entry.done();
    }
    assertThat(FILE.keys())
        .containsExactly(
            "settings",
            "opposites",
            "opposite-commands",
            "switch-words",
            "graded-values",
            "program-extensions",
            "case-sensitive",
            "clauses",
            "privileged-accounts",
            "temporary-folders",
            "targets",
            "files-of-rights",
            "harmless-devices",
            "aliases");
  }

  @Test
  void aToolsSettingsAreThoseOfAnyToolToo() {
    assertThat(ShapeSettings.of("unheard-of").at("HISTSIZE=")).containsExactly(ValueKind.ZERO);
    assertThat(ShapeSettings.of("chmod").at("HISTSIZE=")).containsExactly(ValueKind.ZERO);
    assertThat(ShapeSettings.of("python3.11")).isEqualTo(ShapeSettings.of("python"));
    assertThat(ShapeSettings.of("set-anything").at("-value")).contains(ValueKind.ZERO);
  }
}
