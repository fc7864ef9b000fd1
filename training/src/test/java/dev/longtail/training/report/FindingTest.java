package dev.longtail.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.data.Arm;
import dev.longtail.training.evaluation.Estimate;
import dev.longtail.training.evaluation.Evaluation;
import dev.longtail.training.evaluation.RowDetails;
import dev.longtail.training.evaluation.TableRow;
import dev.longtail.training.metrics.Measure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FindingTest {
  private static final Evaluation BASE = Evaluations.of("ab", Arm.BASE, 0, 1);

  @Test
  void saysThatExemplarsHelp() {
    Finding finding = Finding.of(List.of(BASE, Evaluations.of("ab", Arm.FULL, 5968, 2)), List.of());
    assertThat(finding.headline())
        .matches(
            "Mined lines lift ab’s incident AUC from 0\\.\\d{4} to 0\\.\\d{4} \\(\\+0\\.\\d{4}, 95"
                + " % interval \\+0\\.\\d{4} to \\+0\\.\\d{4}; paired, DeLong 1988\\)\\.");
    assertThat(finding.details().get(0))
        .isEqualTo("5,968 mined lines, admitted as benign, are added to ab.");
    assertThat(finding.details()).hasSize(2);
  }

  @Test
  void saysThatTheyHarm() {
    Finding finding = Finding.of(List.of(BASE, Evaluations.of("ab", Arm.FULL, 5, -1)), List.of());
    assertThat(finding.headline()).startsWith("Mined lines lower ab’s incident AUC from");
  }

  @Test
  void callsADifferenceThatMayBeChanceNone() {
    Finding finding = Finding.of(List.of(BASE, Evaluations.of("ab", Arm.FULL, 5, 1)), List.of());
    assertThat(finding.headline()).contains("make no certain difference to ab: ");
  }

  @Test
  void comparesWithTheControl() {
    Finding finding =
        Finding.of(
            List.of(
                BASE, Evaluations.of("ab", Arm.FULL, 5, 2), Evaluations.of("ab", Arm.RANDOM, 6, 1)),
            List.of());
    assertThat(finding.details().get(2)).startsWith("Better than the control: 6 random lines");
  }

  @Test
  void aBaseAloneHasNoEffectToReport() {
    Finding finding = Finding.of(List.of(BASE), List.of());
    assertThat(finding.headline()).matches("ab reaches an incident AUC of 0\\.\\d{4}\\.");
  }

  @Test
  void theFirstSentenceIsTheEffectWithItsInterval() {
    assertThat(headline(estimate(-0.3, -0.41, -0.2), estimate(0.01, 0.005, 0.02)))
        .isEqualTo(
            "Mined lines lower ab’s false positive rate at 80 % recall from 50.0 % to 20.0 %"
                + " (−30.0 points, 95 % interval −41.0 to −20.0); against as many random lines:"
                + " AUC +0.0100, 95 % interval +0.0050 to +0.0200.");
  }

  @Test
  void saysThatAnIntervalContainsZero() {
    assertThat(headline(estimate(-0.01, -0.03, 0.02), estimate(-0.001, -0.004, 0.002)))
        .contains("make no certain difference to ab’s false positive rate", "which contains 0)")
        .endsWith("to +0.0020, which contains 0.");
  }

  @Test
  void saysThatRandomLinesAreBetter() {
    assertThat(headline(estimate(0.1, 0.05, 0.2), estimate(-0.02, -0.03, -0.01)))
        .startsWith("Mined lines raise ab’s false positive rate")
        .contains("against as many random lines they are worse: AUC −0.0200");
  }

  private static Estimate estimate(double value, double low, double high) {
    return new Estimate(value, List.of(low, high), null);
  }

  private static String headline(Estimate alertRate, Estimate againstRandom) {
    Evaluation with = Evaluations.of("ab", Arm.FULL, 5, 2);
    Map<String, Estimate> toBase = Map.of(Measure.FPR_AT_RECALL_80.field(), alertRate);
    Map<String, Estimate> rate = Map.of(Measure.FPR_AT_RECALL_80.field(), estimate(0.2, 0.1, 0.3));
    RowDetails details =
        new RowDetails(
            1,
            List.of(),
            rate,
            Map.of(),
            toBase,
            Map.of(),
            Map.of(),
            Map.of(),
            new RowDetails.EqualNumbers(
                5, 1, Map.of(), Map.of(), Map.of(Measure.AUC.field(), againstRandom)),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    return Finding.of(List.of(BASE, with), List.of(TableRow.of(with).with(details))).headline();
  }
}
