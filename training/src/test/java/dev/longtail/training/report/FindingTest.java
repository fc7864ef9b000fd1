package dev.longtail.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.data.Arm;
import dev.longtail.training.evaluation.Evaluation;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingTest {
  private static final Evaluation BASE = Evaluations.of("ab", Arm.BASE, 0, 1);

  @Test
  void saysThatExemplarsHelp() {
    Finding finding = Finding.of(List.of(BASE, Evaluations.of("ab", Arm.FULL, 5968, 2)));
    assertThat(finding.headline())
        .matches(
            "5,968 admitted benign exemplars lift ab from 0\\.\\d{4} to 0\\.\\d{4} incident"
                + " AUC\\.");
    assertThat(finding.details().get(0))
        .matches("Difference \\+0\\.\\d+, 95 % confidence interval .*");
    assertThat(finding.details()).hasSize(2);
  }

  @Test
  void saysThatTheyHarm() {
    Finding finding = Finding.of(List.of(BASE, Evaluations.of("ab", Arm.FULL, 5, -1)));
    assertThat(finding.headline()).startsWith("5 admitted benign exemplars lower ab from");
  }

  @Test
  void callsADifferenceThatMayBeChanceNone() {
    Finding finding = Finding.of(List.of(BASE, Evaluations.of("ab", Arm.FULL, 5, 1)));
    assertThat(finding.headline()).contains("make no certain difference to ab");
  }

  @Test
  void comparesWithTheControl() {
    Finding finding =
        Finding.of(
            List.of(
                BASE,
                Evaluations.of("ab", Arm.FULL, 5, 2),
                Evaluations.of("ab", Arm.RANDOM, 6, 1)));
    assertThat(finding.details().get(2)).startsWith("Better than the control: 6 random lines");
  }

  @Test
  void aBaseAloneHasNoEffectToReport() {
    Finding finding = Finding.of(List.of(BASE));
    assertThat(finding.headline()).matches("ab reaches an incident AUC of 0\\.\\d{4}\\.");
  }
}
