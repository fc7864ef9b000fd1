package dev.longtail.training.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.training.metrics.RocCurve.Point;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.List;
import org.junit.jupiter.api.Test;

class RocCurveTest {
  /** From the highest score: attack, benign, attack, benign, benign. */
  private static final RocCurve ALTERNATING =
      curve(new double[] {5, 3, 4, 2, 1}, true, true, false, false, false);

  @Test
  void goesFromNothingToEverything() {
    assertThat(ALTERNATING.points())
        .containsExactly(
            new Point(0, 0),
            new Point(0, 0.5),
            new Point(1 / 3.0, 0.5),
            new Point(1 / 3.0, 1),
            new Point(2 / 3.0, 1),
            new Point(1, 1));
  }

  @Test
  void alertsOnEqualScoresTogether() {
    assertThat(curve(new double[] {1, 1, 1, 0}, true, false, false, false).points())
        .containsExactly(new Point(0, 0), new Point(2 / 3.0, 1), new Point(1, 1));
  }

  @Test
  void falsePositiveRateIsTheLowestThatReachesTheRecall() {
    assertThat(ALTERNATING.falsePositiveRateAt(0.5)).isZero();
    assertThat(ALTERNATING.falsePositiveRateAt(0.51)).isEqualTo(1 / 3.0);
    assertThat(ALTERNATING.falsePositiveRateAt(1)).isEqualTo(1 / 3.0);
    assertThatThrownBy(() -> ALTERNATING.falsePositiveRateAt(1.1)).hasMessageContaining("above 1");
  }

  @Test
  void averagePrecisionByHand() {
    // Half of the attacks at precision 1, the other half at precision 2/3
    assertThat(ALTERNATING.averagePrecision()).isCloseTo(0.5 + 0.5 * 2 / 3, within(1e-15));
    // All attacks found at a precision of one third
    assertThat(curve(new double[] {1, 1, 1}, true, false, false).averagePrecision())
        .isCloseTo(1 / 3.0, within(1e-15));
  }

  /** Values of scikit-learn's {@code average_precision_score}. */
  @Test
  void averagePrecisionIsScikitLearns() {
    boolean[] malicious = {false, false, true, true};
    assertThat(curve(new double[] {0.1, 0.4, 0.35, 0.8}, malicious).averagePrecision())
        .isCloseTo(0.8333333, within(1e-6));
    assertThat(curve(new double[4], malicious).averagePrecision()).isEqualTo(0.5);
  }

  @Property
  void averagePrecisionIsAtMostOne(Any any) {
    int attacks = any.between(1, 50);
    int behind = any.between(0, 2);
    double[] scores = new double[attacks + 1];
    boolean[] malicious = new boolean[scores.length];
    for (int i = 0; i < attacks; i++) {
      scores[i] = 1 + i;
      malicious[i] = true;
    }
    scores[attacks] = behind;
    double averagePrecision = curve(scores, malicious).averagePrecision();
    assertThat(averagePrecision).isBetween(0.0, 1.0);
    if (behind == 0) {
      assertThat(averagePrecision).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void thinnedCurveKeepsItsEndsAndItsShape() {
    double[] scores = new double[20_000];
    boolean[] malicious = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      malicious[i] = i % 2 == 0;
      scores[i] = (i * 7919L) % scores.length + (malicious[i] ? 3000 : 0);
    }
    RocCurve curve = RocCurve.of(ScoredSet.of(scores, malicious));
    List<Point> thinned = curve.points(0.01);
    assertThat(thinned).hasSizeBetween(100, 202);
    assertThat(thinned.get(0)).isEqualTo(new Point(0, 0));
    assertThat(thinned.get(thinned.size() - 1)).isEqualTo(new Point(1, 1));
    assertThat(area(thinned)).isCloseTo(area(curve.points()), within(1e-3));
  }

  @Property
  void areaBelowTheCurveIsTheAuc(Any any) {
    int[] attacks = any.ints(1, 30, 0, 9);
    int[] benign = any.ints(1, 30, 0, 9);
    double[] scores = new double[attacks.length + benign.length];
    boolean[] malicious = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      malicious[i] = i < attacks.length;
      scores[i] = malicious[i] ? attacks[i] : benign[i - attacks.length];
    }
    double area = area(RocCurve.of(ScoredSet.of(scores, malicious)).points());
    assertThat(area).isCloseTo(Auc.of(scores, malicious).value(), within(1e-12));
  }

  private static double area(List<Point> points) {
    double area = 0;
    for (int i = 1; i < points.size(); i++) {
      Point a = points.get(i - 1);
      Point b = points.get(i);
      area += (b.falsePositiveRate() - a.falsePositiveRate()) * (a.recall() + b.recall()) / 2;
    }
    return area;
  }

  private static RocCurve curve(double[] scores, boolean... malicious) {
    return RocCurve.of(ScoredSet.of(scores, malicious));
  }
}
