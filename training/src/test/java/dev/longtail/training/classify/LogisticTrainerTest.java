package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.io.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogisticTrainerTest {
  private static final int COLUMNS = 6;

  /** At the optimum of the primal problem its gradient is 0; nothing of the dual is assumed. */
  @Test
  void findsThePenalisedOptimum() {
    Random random = new Random(4);
    List<SparseRow> rows = new ArrayList<>();
    boolean[] malicious = new boolean[200];
    float[] rowWeights = new float[malicious.length];
    for (int i = 0; i < malicious.length; i++) {
      malicious[i] = random.nextInt(3) == 0;
      int first = random.nextInt(COLUMNS - 1);
      if (malicious[i] && random.nextBoolean()) {
        first = 0;
      }
      // Rows of different lengths and weights
      float scale = 1 + random.nextFloat();
      rows.add(
          new SparseRow(new int[] {first, COLUMNS - 1}, new float[] {0.8f * scale, 0.6f * scale}));
      rowWeights[i] = 0.2f + 1.6f * random.nextFloat();
    }
    LogisticTrainer.Fitted fitted = LogisticTrainer.train(rows, malicious, rowWeights, COLUMNS, 1);
    LinearModel model = fitted.model();

    double[] gradient = new double[COLUMNS + 1];
    for (int c = 0; c < COLUMNS; c++) {
      gradient[c] = model.weights()[c];
    }
    gradient[COLUMNS] = model.bias();
    for (int i = 0; i < malicious.length; i++) {
      double y = malicious[i] ? 1 : -1;
      double pull = 10 * rowWeights[i] * y / (1 + Math.exp(y * logOdds(model, rows.get(i))));
      for (int k = 0; k < 2; k++) {
        gradient[rows.get(i).column(k)] -= pull * rows.get(i).value(k);
      }
      gradient[COLUMNS] -= pull;
    }
    // A thousandth of the pull of all rows at the start, C/2 each
    double tolerance = 10 / 2.0 * malicious.length / 1000;
    assertThat(gradient).usingComparatorWithPrecision(tolerance).containsOnly(0);
  }

  @Test
  void sameDataAndSeedGiveTheSameModel() {
    List<SparseRow> rows =
        List.of(
            new SparseRow(new int[] {0}, new float[] {1}),
            new SparseRow(new int[] {1}, new float[] {1}),
            new SparseRow(new int[] {2}, new float[] {1}));
    boolean[] malicious = {true, false, true};
    float[] weights = {1, 1, 1};
    assertThat(LogisticTrainer.train(rows, malicious, weights, COLUMNS, 1).model().bytes())
        .isEqualTo(LogisticTrainer.train(rows, malicious, weights, COLUMNS, 1).model().bytes());
  }

  private static double logOdds(LinearModel model, SparseRow row) {
    double sum = model.bias();
    for (int i = 0; i < row.size(); i++) {
      sum += model.weights()[row.column(i)] * row.value(i);
    }
    return sum;
  }

  @Test
  void bytesKeepTheModel() {
    LinearModel model = LinearModel.of(new double[] {0.25, -3}, 1.5);
    LinearModel read = LinearModel.parse(model.bytes(), 2, "w");
    assertThat(read.weights()).containsExactly(0.25f, -3);
    assertThat(read.bias()).isEqualTo(1.5f);
  }

  @Test
  void refusesDamagedWeights() {
    assertThatThrownBy(() -> LinearModel.parse(new byte[7], 2, "w"))
        .isInstanceOf(InputException.class)
        .hasMessage("w: 7 bytes, not the bias and 2 weights");
    byte[] infinite = LinearModel.of(new double[] {Double.POSITIVE_INFINITY}, 0).bytes();
    assertThatThrownBy(() -> LinearModel.parse(infinite, 1, "w"))
        .hasMessage("w: holds a weight that is no finite number");
  }
}
