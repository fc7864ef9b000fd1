package dev.longtail.training.classify;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Boosted trees on expert features, hashed tokens and attack marks. */
final class TreesPart implements Part.OnText {
  private final byte[] json;
  private final TreeEnsemble trees;

  private TreesPart(byte[] json, TreeEnsemble trees) {
    this.json = json;
    this.trees = trees;
  }

  static TreesPart train(TrainingRows rows, BoostingSettings settings) {
    CommandVectorizer vectorizer = new CommandVectorizer();
    List<SparseRow> vectors = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      vectors.add(vectorizer.row(rows.line(i), rows.marks(i)));
    }
    byte[] json =
        TreeTrainer.train(
            vectors, rows.malicious(), rows.weights(), CommandVectorizer.columns(), settings);
    return new TreesPart(json, TreeEnsemble.parse(json, "the trees"));
  }

  static TreesPart load(Path file) throws IOException {
    byte[] json = Files.readAllBytes(file);
    return new TreesPart(json, parse(json, CommandVectorizer.columns(), file));
  }

  /**
   * The trees in {@code json}.
   *
   * @throws InputException if they are no trees over so many columns
   */
  static TreeEnsemble parse(byte[] json, int columns, Path file) {
    TreeEnsemble trees = TreeEnsemble.parse(json, file.toString());
    if (trees.columns() != columns) {
      throw new InputException(
          "%s: trees over %,d columns, not over %,d".formatted(file, trees.columns(), columns));
    }
    return trees;
  }

  @Override
  public TextScorer scorer() {
    return new Scorer(trees);
  }

  @Override
  public void save(Path file) throws IOException {
    Files.write(file, json);
  }

  private static final class Scorer implements TextScorer {
    private final CommandVectorizer vectorizer = new CommandVectorizer();
    private final TreeEnsemble.Evaluator evaluator;

    Scorer(TreeEnsemble trees) {
      evaluator = trees.new Evaluator();
    }

    @Override
    public double score(String commandLine, int[] marks) {
      return evaluator.logOdds(vectorizer.row(commandLine, marks));
    }

    @Override
    public double mostWithAnyMarks(String commandLine) {
      return evaluator.most(
          vectorizer.row(commandLine, MarkColumns.NONE), CommandVectorizer.firstMark());
    }
  }
}
