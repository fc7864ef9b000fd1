package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.training.data.LabelledCommand;
import dev.longtail.udfs.io.InputException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The trees in Java against XGBoost's own. */
class TreeEnsembleTest {
  private static byte[] model;

  @BeforeAll
  static void train() {
    List<LabelledCommand> lines = Lines.draw(600, 1);
    boolean[] malicious = new boolean[lines.size()];
    for (int i = 0; i < malicious.length; i++) {
      malicious[i] = lines.get(i).isMalicious() != (i % 17 == 0); // noise makes deeper trees
    }
    model = train(rows(lines), malicious, BoostingSettings.reference(50, 1));
  }

  @Test
  void agreesWithTheNativeLibrary() throws Exception {
    List<SparseRow> rows = rows(Lines.draw(500, 2));
    TreeEnsemble.Evaluator evaluator = parse(model).new Evaluator();
    Booster booster = XGBoost.loadModel(new ByteArrayInputStream(model));
    TreeGrower.SparseRows packed = TreeTrainer.packed(rows, CommandVectorizer.columns());
    DMatrix matrix =
        new DMatrix(
            packed.starts(),
            packed.columns(),
            packed.values(),
            DMatrix.SparseType.CSR,
            packed.columnCount(),
            Float.NaN,
            1);
    try {
      float[][] expected = booster.predict(matrix, true);
      for (int i = 0; i < rows.size(); i++) {
        assertThat(evaluator.logOdds(rows.get(i))).isCloseTo(expected[i][0], within(1e-5));
      }
    } finally {
      matrix.dispose();
      booster.dispose();
    }
  }

  @Test
  void sameDataAndSeedGiveTheSameModel() {
    List<LabelledCommand> lines = Lines.draw(300, 3);
    boolean[] malicious = new boolean[lines.size()];
    for (int i = 0; i < malicious.length; i++) {
      malicious[i] = lines.get(i).isMalicious() != (i % 17 == 0);
    }
    byte[] first = train(rows(lines), malicious, BoostingSettings.reference(20, 5));
    byte[] again = train(rows(lines), malicious, BoostingSettings.reference(20, 5));
    byte[] other = train(rows(lines), malicious, BoostingSettings.reference(20, 6));
    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void refusesWhatIsNoModel() {
    assertThatThrownBy(() -> parse("{]".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("m: no XGBoost model in JSON");
    assertThatThrownBy(() -> parse("{}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("binary:logistic");
  }

  @Test
  void refusesATreeThatGoesInCircles() {
    String circle =
        new String(model, StandardCharsets.UTF_8)
            .replaceFirst("\"left_children\":\\[1,", "\"left_children\":[0,");
    assertThatThrownBy(() -> parse(circle.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InputException.class)
        .hasMessage("m: tree 0: node 0 is damaged");
  }

  private static byte[] train(
      List<SparseRow> rows, boolean[] malicious, BoostingSettings settings) {
    float[] weights = new float[malicious.length];
    Arrays.fill(weights, 1);
    return new TreeTrainer(rows, malicious, weights, CommandVectorizer.columns()).train(settings);
  }

  private static TreeEnsemble parse(byte[] json) {
    return TreeEnsemble.parse(json, "m");
  }

  private static List<SparseRow> rows(List<LabelledCommand> lines) {
    CommandVectorizer vectorizer = new CommandVectorizer();
    return lines.stream().map(line -> vectorizer.row(line.cmd())).toList();
  }
}
