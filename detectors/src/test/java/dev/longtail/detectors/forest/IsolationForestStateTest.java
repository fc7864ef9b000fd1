package dev.longtail.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.detectors.model.LabelledTable;
import dev.longtail.detectors.window.States;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsolationForestStateTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void survivesItsState(int extension) throws IOException {
    IsolationForestDetector detector = new IsolationForestDetector(21, 60, extension);
    IsolationForest forest = detector.fit(FeatureTable.of(LabelledTable.gaussian(300, 3, 3)), 5);
    byte[] state = States.bytes(forest);
    IsolationForest restored = IsolationForest.read(States.input(state));
    assertThat(restored).hasSameClassAs(forest);
    assertThat(States.bytes(restored)).isEqualTo(state);
    double[] before = new double[3];
    double[] after = new double[3];
    for (float[] row : LabelledTable.gaussian(50, 3, 4)) {
      assertThat(restored.score(row)).isEqualTo(forest.score(row));
      forest.contributions(row, before);
      restored.contributions(row, after);
      assertThat(after).isEqualTo(before);
    }
  }

  @Test
  void anUnknownVersionIsRefused() {
    byte[] state = States.bytes(IsolationForest.fit(FeatureTable.of(new float[3][1]), 1, 2, 1));
    state[3] = 99;
    assertThatThrownBy(() -> IsolationForest.read(States.input(state)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("99");
  }

  /**
   * {@code shard-model-v1.bin} is a shard's model as the first version wrote it: 12 trees on 48
   * rows of four columns (uniform, five integers, mostly 0, constant). Beside it are rows, each
   * with the score that version gave it.
   */
  @Test
  void theFirstVersionsStateScoresAsItDid() throws IOException {
    IsolationForest restored;
    try (DataInputStream in = new DataInputStream(resource("shard-model-v1.bin"))) {
      assertThat(in.readInt()).isEqualTo(1);
      assertThat(in.readLong()).isEqualTo(1735689600000L);
      restored = IsolationForest.readV1(in);
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(restored.trees()).isEqualTo(12);
    assertThat(restored.psi()).isEqualTo(48);
    IsolationForest again = IsolationForest.read(States.input(States.bytes(restored)));
    double[] contributions = new double[4];
    for (String line : lines("shard-model-v1-scores.csv")) {
      double[] fields = Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray();
      float[] row = new float[4];
      for (int column = 0; column < row.length; column++) {
        row[column] = (float) fields[column];
      }
      // The paths are the same; only their sum is taken in another order.
      assertThat(restored.score(row)).isCloseTo(fields[4], within(1e-14));
      assertThat(again.score(row)).isEqualTo(restored.score(row));
      restored.contributions(row, contributions);
      assertThat(Arrays.stream(contributions).sum())
          .isCloseTo(1 + Math.log(fields[4]) / Math.log(2), within(1e-9));
    }
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream in = resource(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static InputStream resource(String name) {
    return IsolationForestStateTest.class.getResourceAsStream("/state/" + name);
  }
}
