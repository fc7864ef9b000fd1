package dev.longtail.training.classify;

import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.TrainingSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The classifier of the published method (Gelman and Bergeron 2025), for comparison: boosted trees
 * on expert features and tokens, without marks, all rows of one weight.
 */
public final class PublishedTrees {
  private PublishedTrees() {}

  /** The trees of {@code set}, for one thread. */
  public static CommandClassifier train(TrainingSet set, BoostingSettings settings) {
    List<LabelledCommand> rows = set.rows();
    CommandVectorizer vectorizer = new CommandVectorizer();
    List<SparseRow> vectors = new ArrayList<>();
    boolean[] malicious = new boolean[rows.size()];
    for (int i = 0; i < malicious.length; i++) {
      vectors.add(vectorizer.row(rows.get(i).cmd()));
      malicious[i] = rows.get(i).isMalicious();
    }
    float[] weights = new float[malicious.length];
    Arrays.fill(weights, 1);
    byte[] json =
        new TreeTrainer(vectors, malicious, weights, CommandVectorizer.columns()).train(settings);
    return of(json, set.name());
  }

  /**
   * The classifier of trees that were grown on the columns of {@link TreeColumns#published}.
   *
   * @param json XGBoost's own format
   * @param name for messages
   * @throws dev.longtail.udfs.io.InputException if these are no trees
   */
  public static CommandClassifier of(byte[] json, String name) {
    CommandVectorizer vectorizer = new CommandVectorizer();
    TreeEnsemble.Evaluator evaluator = TreeEnsemble.parse(json, name).new Evaluator();
    return line -> 1 / (1 + Math.exp(-evaluator.logOdds(vectorizer.row(line))));
  }
}
