package dev.longtail.udfs.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values are those of R: {@code binom.test(hits, trials)$conf.int}. */
class ClopperPearsonTest {
  @ParameterizedTest
  @CsvSource({
    "0, 10, 0, 0.3084971",
    "10, 10, 0.6915029, 1",
    "5, 10, 0.1870860, 0.8129140",
    "95, 100, 0.8871651, 0.9835681",
    "1, 1, 0.025, 1",
    "0, 1, 0, 0.975"
  })
  void isThatOfR(int hits, int trials, double low, double high) {
    Interval interval = ClopperPearson.of(hits, trials, 0.05);
    assertThat(interval.low()).isCloseTo(low, within(1e-7));
    assertThat(interval.high()).isCloseTo(high, within(1e-7));
  }

  /** By R: binom.test(hits, trials, alternative = "less"). */
  @ParameterizedTest
  @CsvSource({"0,59,0.04951", "0,8,0.31234", "5,100,0.10225", "3,3,1", "0,0,1", "1,1318,0.003594"})
  void theUpperBoundIsThatOfR(long hits, long trials, double bound) {
    assertThat(ClopperPearson.high(hits, trials, 0.05)).isCloseTo(bound, within(1e-5));
  }

  @Test
  void ofNothingNothingIsKnown() {
    assertThat(ClopperPearson.of(0, 0, 0.05)).isEqualTo(new Interval(0, 1));
  }

  @Test
  void holdsTheShareAsOftenAsItSays() {
    int trials = 30;
    for (double share : new double[] {0.02, 0.3, 0.5, 0.9, 0.99}) {
      BinomialDistribution hits = new BinomialDistribution(null, trials, share);
      double covered = 0;
      for (int k = 0; k <= trials; k++) {
        if (ClopperPearson.of(k, trials, 0.05).contains(share)) {
          covered += hits.probability(k);
        }
      }
      assertThat(covered).as("share " + share).isGreaterThanOrEqualTo(0.95);
    }
  }
}
