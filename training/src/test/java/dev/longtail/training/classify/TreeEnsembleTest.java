package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.training.data.LabelledCommand;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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
    DMatrix matrix = TreeTrainer.matrix(rows, CommandVectorizer.columns());
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

  /** Whatever the columns behind a place hold: a bound, and one that is reached. */
  @Property
  void boundsRowsOfWhichTheRestIsUnknown(Any any) {
    int unknown = any.between(0, CommandVectorizer.columns());
    SparseRow row = rows(Lines.draw(1, any.between(0, 1000))).get(0);
    TreeEnsemble.Evaluator evaluator = parse(model).new Evaluator();
    double bound = evaluator.most(row, unknown);
    assertThat(evaluator.logOdds(row)).isLessThanOrEqualTo(bound);
    SparseRow other = rows(Lines.draw(1, any.between(0, 1000))).get(0);
    assertThat(evaluator.logOdds(join(row, other, unknown))).isLessThanOrEqualTo(bound);
    assertThat(evaluator.most(row, CommandVectorizer.columns())).isEqualTo(evaluator.logOdds(row));
  }

  /** The columns of {@code first} before a place, and those of {@code second} from there on. */
  private static SparseRow join(SparseRow first, SparseRow second, int place) {
    SortedMap<Integer, Float> values = new TreeMap<>();
    for (int i = 0; i < first.size(); i++) {
      if (first.column(i) < place) {
        values.put(first.column(i), first.value(i));
      }
    }
    for (int i = 0; i < second.size(); i++) {
      if (second.column(i) >= place) {
        values.put(second.column(i), second.value(i));
      }
    }
    int[] columns = values.keySet().stream().mapToInt(Integer::intValue).toArray();
    float[] joined = new float[columns.length];
    for (int i = 0; i < joined.length; i++) {
      joined[i] = values.get(columns[i]);
    }
    return new SparseRow(columns, joined);
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
    return TreeTrainer.train(rows, malicious, weights, CommandVectorizer.columns(), settings);
  }

  private static TreeEnsemble parse(byte[] json) {
    return TreeEnsemble.parse(json, "m");
  }

  private static List<SparseRow> rows(List<LabelledCommand> lines) {
    CommandVectorizer vectorizer = new CommandVectorizer();
    return lines.stream().map(line -> vectorizer.row(line.cmd(), MarkColumns.NONE)).toList();
  }
}
