package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LineOrigin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeldOutScoresTest {
  @Test
  void anAttackFamilyIsInOneHalfAndTheHalvesAreAboutEqual() {
    List<LabelledCommand> rows = new ArrayList<>();
    Map<String, Integer> sizes = Map.of("a", 50, "b", 30, "c", 15, "d", 5);
    sizes.forEach(
        (family, size) -> {
          for (int i = 0; i < size; i++) {
            rows.add(line(family + " attack " + word(i), Label.MALICIOUS, family));
          }
        });
    for (int i = 0; i < 100; i++) {
      rows.add(line("harmless " + word(i), Label.BENIGN, "telemetry"));
    }
    int[] halves = HeldOutScores.halves(TrainingRows.of(rows, LineSources.TEXT));
    Map<String, Set<Integer>> ofFamily = new HashMap<>();
    int[] attacks = new int[2];
    for (int i = 0; i < halves.length; i++) {
      ofFamily
          .computeIfAbsent(rows.get(i).origin().family(), family -> new HashSet<>())
          .add(halves[i]);
      attacks[halves[i]] += rows.get(i).isMalicious() ? 1 : 0;
    }
    for (String family : sizes.keySet()) {
      assertThat(ofFamily.get(family)).hasSize(1);
    }
    assertThat(ofFamily.get("telemetry")).hasSize(2);
    assertThat(attacks).containsExactly(50, 50);
  }

  @Test
  void attacksOfOneFamilyAreDealtByTemplate() {
    List<LabelledCommand> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      rows.add(line("attack " + word(i), Label.MALICIOUS, "only"));
      rows.add(line("attack " + word(i) + " 10.0.0." + i, Label.MALICIOUS, "only"));
      rows.add(line("attack " + word(i) + " 10.0.1." + i, Label.MALICIOUS, "only"));
    }
    int[] halves = HeldOutScores.halves(TrainingRows.of(rows, LineSources.TEXT));
    assertThat(halves).contains(0).contains(1);
    for (int i = 0; i < rows.size(); i += 3) {
      assertThat(halves[i + 1]).isEqualTo(halves[i + 2]);
    }
  }

  /** Letters, so that templates differ. */
  private static String word(int i) {
    return "" + (char) ('a' + i % 26) + (char) ('a' + i / 26) + "word";
  }

  private static LabelledCommand line(String cmd, Label label, String family) {
    return new LabelledCommand(cmd, label, new LineOrigin("linux", family));
  }
}
