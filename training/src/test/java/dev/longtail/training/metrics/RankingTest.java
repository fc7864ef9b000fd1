package dev.longtail.training.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankingTest {
  @Test
  void agreesWithTheCurveAndTheAreaLineByLine() {
    Random random = new Random(5);
    for (int round = 0; round < 30; round++) {
      Drawn drawn = new Drawn(40 + random.nextInt(600), random);
      double[] measures = Ranking.of(drawn.scores, drawn.malicious).measures();
      RocCurve curve = RocCurve.of(ScoredSet.of(drawn.scores, drawn.malicious));
      assertThat(measures[Measure.AUC.ordinal()])
          .isCloseTo(Auc.of(drawn.scores, drawn.malicious).value(), within(1e-12));
      assertThat(measures[Measure.AVERAGE_PRECISION.ordinal()])
          .isCloseTo(curve.averagePrecision(), within(1e-12));
      assertThat(measures[Measure.FPR_AT_RECALL_50.ordinal()])
          .isEqualTo(curve.falsePositiveRateAt(0.5));
      assertThat(measures[Measure.FPR_AT_RECALL_80.ordinal()])
          .isEqualTo(curve.falsePositiveRateAt(0.8));
      assertThat(measures[Measure.FPR_AT_RECALL_90.ordinal()])
          .isEqualTo(curve.falsePositiveRateAt(0.9));
    }
  }

  @Test
  void aWeightIsSoManyLines() {
    Random random = new Random(6);
    Drawn drawn = new Drawn(400, random);
    int[] weights = new int[400];
    List<Double> scores = new ArrayList<>();
    List<Boolean> malicious = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextInt(4);
      for (int n = 0; n < weights[i]; n++) {
        scores.add(drawn.scores[i]);
        malicious.add(drawn.malicious[i]);
      }
    }
    boolean[] repeated = new boolean[malicious.size()];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = malicious.get(i);
    }
    double[] expected =
        Ranking.of(scores.stream().mapToDouble(d -> d).toArray(), repeated).measures();
    double[] weighted = Ranking.of(drawn.scores, drawn.malicious).measures(weights);
    for (Measure measure : Measure.values()) {
      if (!Double.isNaN(weighted[measure.ordinal()])) {
        assertThat(weighted[measure.ordinal()])
            .as(measure.title())
            .isCloseTo(expected[measure.ordinal()], within(1e-12));
      }
    }
  }

  /** 300 benign lines at 0 to 299; attacks above all, above all but three, above all but four. */
  @Test
  void readsRecallAtAFalsePositiveRate() {
    double[] scores = new double[304];
    boolean[] malicious = new boolean[304];
    for (int i = 0; i < 300; i++) {
      scores[i] = i;
    }
    double[] attacks = {1000, 296.5, 295.5, 3};
    for (int i = 0; i < attacks.length; i++) {
      scores[300 + i] = attacks[i];
      malicious[300 + i] = true;
    }
    double[] measures = Ranking.of(scores, malicious).measures();
    assertThat(measures[Measure.RECALL_AT_FPR_1E2.ordinal()]).isEqualTo(0.5);
    assertThat(measures[Measure.RECALL_AT_FPR_1E3.ordinal()]).isNaN();
    assertThat(Measure.RECALL_AT_FPR_1E3.isKnownFrom(3000)).isTrue();
    assertThat(Measure.RECALL_AT_FPR_1E3.isKnownFrom(2999)).isFalse();
    assertThat(Measure.RECALL_AT_FPR_1E4.isKnownFrom(30_000)).isTrue();
  }

  @Test
  void needsBothClassesUnderItsWeights() {
    Ranking ranking = Ranking.of(new double[] {1, 2}, new boolean[] {true, false});
    assertThatThrownBy(() -> ranking.measures(new int[] {0, 3}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 malicious");
  }

  /** Scores of two classes that overlap and tie. */
  private static final class Drawn {
    final double[] scores;
    final boolean[] malicious;

    Drawn(int lines, Random random) {
      scores = new double[lines];
      malicious = new boolean[lines];
      for (int i = 0; i < lines; i++) {
        malicious[i] = i % 3 == 0;
        scores[i] = Math.round(10 * (random.nextGaussian() + (malicious[i] ? 1 : 0)));
      }
    }
  }
}
