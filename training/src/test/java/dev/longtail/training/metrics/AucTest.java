package dev.longtail.training.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.udfs.statistics.Interval;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AucTest {
  private static final boolean[] TWO_AND_THREE = {true, true, false, false, false};

  /** Two attacks at .8 and .6, three benign lines at .7, .2 and .4: five of six pairs in order. */
  private static final double[] ONE_PAIR_WRONG = {0.8, 0.6, 0.7, 0.2, 0.4};

  @Test
  void countsPairsInOrder() {
    assertThat(Auc.of(ONE_PAIR_WRONG, TWO_AND_THREE).value()).isCloseTo(5 / 6.0, within(1e-15));
  }

  @Test
  void countsATieOneHalf() {
    double[] tied = {0.8, 0.7, 0.7, 0.2, 0.4};
    assertThat(Auc.of(tied, TWO_AND_THREE).value()).isCloseTo(5.5 / 6, within(1e-15));
  }

  @Test
  void takesNegativeZeroForZero() {
    assertThat(Auc.of(new double[] {-0.0, 0.0}, new boolean[] {true, false}).value())
        .isEqualTo(0.5);
  }

  @Test
  void standardErrorIsThatOfDeLongByHand() {
    // Shares: attacks 1 and 2/3, variance 1/18; benign 1/2, 1 and 1, variance 1/12
    double expected = Math.sqrt(1 / 18.0 / 2 + 1 / 12.0 / 3);
    Auc auc = Auc.of(ONE_PAIR_WRONG, TWO_AND_THREE);
    assertThat(auc.standardError()).isCloseTo(expected, within(1e-15));
    assertThat(auc.interval().low()).isCloseTo(5 / 6.0 - 1.96 * expected, within(1e-4));
    assertThat(auc.interval().high()).isEqualTo(1);
  }

  @Test
  void differenceOfACurveToItselfIsNothing() {
    Auc auc = Auc.of(ONE_PAIR_WRONG, TWO_AND_THREE);
    assertThat(auc.differenceTo(auc)).isEqualTo(new Interval(0, 0));
  }

  @Test
  void differenceIsPairedLineByLine() {
    // The same scores moved by a little noise: each interval is wide, that of the difference not
    Random random = new Random(7);
    double[] before = new double[400];
    double[] after = new double[400];
    boolean[] malicious = new boolean[400];
    for (int i = 0; i < before.length; i++) {
      malicious[i] = i % 2 == 0;
      before[i] = random.nextGaussian() + (malicious[i] ? 1 : 0);
      after[i] = before[i] + 0.1 * random.nextGaussian();
    }
    Auc first = Auc.of(before, malicious);
    Auc second = Auc.of(after, malicious);
    Interval difference = second.differenceTo(first);
    assertThat(difference.contains(second.value() - first.value())).isTrue();
    assertThat(difference.high() - difference.low())
        .isLessThan((first.interval().high() - first.interval().low()) / 4);
  }

  @Test
  void refusesADifferenceOverOtherLines() {
    Auc auc = Auc.of(ONE_PAIR_WRONG, TWO_AND_THREE);
    Auc other = Auc.of(new double[] {1, 0}, new boolean[] {true, false});
    assertThatThrownBy(() -> auc.differenceTo(other)).hasMessageContaining("not over the same");
  }

  @Test
  void refusesWhatHasNoCurve() {
    assertThatThrownBy(() -> Auc.of(new double[] {1, 2}, new boolean[] {true, true}))
        .hasMessage("2 malicious and 0 benign scores");
    assertThatThrownBy(() -> Auc.of(new double[] {Double.NaN, 2}, new boolean[] {true, false}))
        .hasMessage("score 0 is not a number");
    assertThatThrownBy(() -> Auc.of(new double[] {1}, new boolean[] {true, false}))
        .hasMessage("1 scores for 2 labels");
  }

  /** Few different scores, so that ties are everywhere. */
  @Property
  void equalsTheDefinitions(Any any) {
    int[] attacks = any.ints(2, 25, 0, 6);
    int[] benign = any.ints(2, 25, 0, 6);
    int m = attacks.length;
    int n = benign.length;
    double[] scores = new double[m + n];
    boolean[] malicious = new boolean[m + n];
    for (int i = 0; i < m; i++) {
      scores[i] = attacks[i];
      malicious[i] = true;
    }
    for (int j = 0; j < n; j++) {
      scores[m + j] = benign[j];
    }
    double[] rows = new double[m];
    double[] columns = new double[n];
    double sum = 0;
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double kernel = attacks[i] > benign[j] ? 1 : attacks[i] == benign[j] ? 0.5 : 0;
        sum += kernel;
        rows[i] += kernel / n;
        columns[j] += kernel / m;
      }
    }
    double theta = sum / m / n;
    double s10 = 0;
    for (double row : rows) {
      s10 += (row - theta) * (row - theta) / (m - 1);
    }
    double s01 = 0;
    for (double column : columns) {
      s01 += (column - theta) * (column - theta) / (n - 1);
    }
    Auc auc = Auc.of(scores, malicious);
    assertThat(auc.value()).isCloseTo(theta, within(1e-12));
    assertThat(auc.standardError()).isCloseTo(Math.sqrt(s10 / m + s01 / n), within(1e-12));
  }

  /** The area depends on the order of the scores alone. */
  @Property
  void staysUnderAGrowingTransformation(Any any) {
    List<Double> values = any.list(4, 40, () -> 100 * any.fraction() - 50);
    double[] scores = new double[values.size()];
    double[] transformed = new double[values.size()];
    boolean[] malicious = new boolean[values.size()];
    for (int i = 0; i < values.size(); i++) {
      scores[i] = Math.rint(values.get(i) % 50);
      transformed[i] = Math.exp(scores[i] / 10);
      malicious[i] = i % 2 == 0;
    }
    assertThat(Auc.of(transformed, malicious).value()).isEqualTo(Auc.of(scores, malicious).value());
  }
}
