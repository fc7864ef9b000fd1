package dev.longtail.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.detectors.model.LabelledTable;
import dev.longtail.detectors.window.States;
import java.io.IOException;
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
}
