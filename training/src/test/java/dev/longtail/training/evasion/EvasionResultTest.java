package dev.longtail.training.evasion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LineOrigin;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvasionResultTest {
  /** It looks at how a line begins, so a harmless prefix hides everything from it. */
  private static final CommandClassifier BEGINNING = line -> line.startsWith("nc ") ? 1 : 0;

  private static final CommandClassifier ANYWHERE = line -> line.contains("192.0.2.") ? 1 : 0;

  @Test
  void tellsAClassifierThatIsWalkedAroundFromOneThatIsNot() {
    List<LabelledCommand> rows = rows();
    EvasionResult fooled = result(BEGINNING, rows, Evasion.BEHIND_32);
    assertThat(fooled.changed()).isEqualTo(40);
    assertThat(fooled.auc()).isEqualTo(new EvasionResult.Change(1, 0.5));
    assertThat(fooled.recall()).isEqualTo(new EvasionResult.Change(1, 0));
    assertThat(fooled.score()).isEqualTo(new EvasionResult.Change(1, 0));
    EvasionResult steady = result(ANYWHERE, rows, Evasion.BEHIND_32);
    assertThat(steady.auc()).isEqualTo(new EvasionResult.Change(1, 1));
    assertThat(steady.recall()).isEqualTo(new EvasionResult.Change(1, 1));
  }

  /** Cmdlets keep their names: figures are of the attacks that changed. */
  @Test
  void countsOnlyTheAttacksThatChange() {
    List<LabelledCommand> rows = new ArrayList<>(rows());
    for (int i = 0; i < 10; i++) {
      rows.add(line("Invoke-Thing -Number " + i, Label.MALICIOUS, "windows"));
    }
    EvasionResult renamed = result(ANYWHERE, rows, Evasion.RENAMED);
    assertThat(renamed.attacks()).isEqualTo(50);
    assertThat(renamed.changed()).isEqualTo(40);
    assertThat(renamed.auc().before()).isEqualTo(1);
  }

  private static EvasionResult result(
      CommandClassifier classifier, List<LabelledCommand> rows, Evasion evasion) {
    double[] scores = rows.stream().mapToDouble(row -> classifier.score(row.cmd())).toArray();
    return EvasionResult.of(classifier, rows, scores, 1).stream()
        .filter(result -> result.evasion() == evasion)
        .findFirst()
        .orElseThrow();
  }

  private static List<LabelledCommand> rows() {
    List<LabelledCommand> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(line("nc 192.0.2." + i + " 4444", Label.MALICIOUS, "linux"));
    }
    for (int i = 0; i < 400; i++) {
      rows.add(line("ls -l /srv/" + i, Label.BENIGN, "linux"));
    }
    return rows;
  }

  private static LabelledCommand line(String cmd, Label label, String os) {
    return new LabelledCommand(cmd, label, new LineOrigin(os, ""));
  }
}
