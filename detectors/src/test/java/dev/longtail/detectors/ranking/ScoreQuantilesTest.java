package dev.longtail.detectors.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreQuantilesTest {
  @Test
  void areScoresAtTheirRanks() {
    double[] scores = IntStream.rangeClosed(1, 1000).mapToDouble(i -> 1001 - i).toArray();
    assertThat(ScoreQuantiles.of(scores).scores())
        .containsExactly(1.0, 250.0, 500.0, 750.0, 900.0, 990.0, 999.0, 1000.0);
  }

  @Test
  void ofOneScoreAreThatScoreAndOfNoneNoNumber() {
    assertThat(ScoreQuantiles.of(new double[] {3}).scores()).hasSize(8).containsOnly(3.0);
    assertThat(ScoreQuantiles.NONE.scores()).hasSize(8).allMatch(score -> score.isNaN());
  }
}
