package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReliabilityTest {
  @Test
  void countsByTenths() {
    assertThat(
            Reliability.of(
                new double[] {0, 0.0625, 0.5, 1}, new boolean[] {false, true, true, true}))
        .containsExactly(
            new Reliability(2, 0.03125, 0.5), new Reliability(1, 0.5, 1), new Reliability(1, 1, 1));
  }
}
