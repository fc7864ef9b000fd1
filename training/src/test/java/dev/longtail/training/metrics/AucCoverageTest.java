package dev.longtail.training.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whether a 95 % confidence interval holds the truth in about 95 of 100 experiments. */
class AucCoverageTest {
  private static final int EXPERIMENTS = 2000;

  /** Two normals one standard deviation apart: the area is Φ(1/√2). */
  private static final double TRUTH = 0.760249939;

  @Test
  void intervalHoldsTheTrueAreaAsOftenAsItSays() {
    Random random = new Random(20250101);
    int held = 0;
    for (int e = 0; e < EXPERIMENTS; e++) {
      double[] scores = new double[160];
      boolean[] malicious = new boolean[160];
      for (int i = 0; i < scores.length; i++) {
        malicious[i] = i < 60;
        scores[i] = random.nextGaussian() + (malicious[i] ? 1 : 0);
      }
      held += Auc.of(scores, malicious).interval().contains(TRUTH) ? 1 : 0;
    }
    assertThat(held / (double) EXPERIMENTS).isBetween(0.93, 0.965);
  }
}
