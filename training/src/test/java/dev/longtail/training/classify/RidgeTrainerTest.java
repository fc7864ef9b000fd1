package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RidgeTrainerTest {
  private static final int COLUMNS = 37; // more than two panels, and no multiple of one

  /** At the optimum the gradient of what is minimised is 0; nothing of the solver is assumed. */
  @Test
  void findsThePenalisedOptimum() {
    Random random = new Random(3);
    float[][] rows = new float[300][COLUMNS];
    boolean[] malicious = new boolean[rows.length];
    float[] rowWeights = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < COLUMNS; c++) {
        rows[i][c] = (float) random.nextGaussian();
      }
      malicious[i] = rows[i][0] + random.nextGaussian() > 0;
      rowWeights[i] = 0.2f + random.nextFloat();
    }
    LinearModel model = RidgeTrainer.train(rows, malicious, rowWeights);
    double[] gradient = new double[COLUMNS + 1];
    for (int c = 0; c < COLUMNS; c++) {
      gradient[c] = 5 * model.weights()[c]; // lambda is 5
    }
    for (int i = 0; i < rows.length; i++) {
      double error = model.bias() - (malicious[i] ? 1 : -1);
      for (int c = 0; c < COLUMNS; c++) {
        error += model.weights()[c] * rows[i][c];
      }
      for (int c = 0; c < COLUMNS; c++) {
        gradient[c] += rowWeights[i] * error * rows[i][c];
      }
      gradient[COLUMNS] += rowWeights[i] * error;
    }
    for (double slope : gradient) {
      assertThat(slope).isCloseTo(0, within(1e-3));
    }
  }
}
