package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalfScoresTest {
  @Test
  void theLessSureTheGreaterTheDoubtWhateverTheAnswer() {
    assertThat(new HalfScores(0.5, -0.5).doubt()).isZero();
    assertThat(new HalfScores(2, 1).doubt()).isEqualTo(new HalfScores(-4, 1).doubt());
    assertThat(new HalfScores(2, -1.5).doubt()).isGreaterThan(new HalfScores(2, 0).doubt());
  }
}
