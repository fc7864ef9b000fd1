package dev.longtail.training.classify;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Boosted trees on embeddings, expert features and attack marks. */
final class EmbeddingTreesPart implements Part.OnEmbedding {
  private final byte[] json;
  private final TreeEnsemble trees;
  private final int dimensions;
  private final Optional<EarlyStopping> stopping;

  private EmbeddingTreesPart(
      byte[] json, TreeEnsemble trees, int dimensions, Optional<EarlyStopping> stopping) {
    this.json = json;
    this.trees = trees;
    this.dimensions = dimensions;
    this.stopping = stopping;
  }

  static EmbeddingTreesPart train(TrainingRows rows, BoostingSettings settings) {
    EmbeddingVectorizer vectorizer = new EmbeddingVectorizer(rows.dimensions());
    List<SparseRow> vectors = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      SparseRow row = vectorizer.row(rows.line(i), rows.marks(i), rows.vector(i));
      vectors.add(
          rows.lacks(Ingredient.EXPERT_FEATURES)
              ? row.without(rows.dimensions(), vectorizer.firstMark())
              : row);
    }
    TreeTrainer trainer =
        new TreeTrainer(vectors, rows.malicious(), rows.weights(), vectorizer.columns());
    Optional<EarlyStopping> stopping =
        LaterRows.of(rows)
            .map(
                days ->
                    new EarlyStopping(
                        days.from(), days.later().length, trainer.bestCount(days, settings)));
    byte[] json =
        trainer.train(stopping.map(stop -> settings.withTrees(stop.trees())).orElse(settings));
    return new EmbeddingTreesPart(
        json, TreeEnsemble.parse(json, "the trees on embeddings"), rows.dimensions(), stopping);
  }

  /** Why there are fewer trees than were asked for; known in the training itself alone. */
  Optional<EarlyStopping> stopping() {
    return stopping;
  }

  static EmbeddingTreesPart load(Path file, int dimensions) throws IOException {
    return of(Files.readAllBytes(file), dimensions, file.toString());
  }

  static EmbeddingTreesPart of(byte[] json, int dimensions, String name) {
    int columns = new EmbeddingVectorizer(dimensions).columns();
    TreeEnsemble trees = TreeEnsemble.parse(json, name);
    if (trees.columns() != columns) {
      throw new InputException(
          "%s: trees over %,d columns, not over %,d".formatted(name, trees.columns(), columns));
    }
    return new EmbeddingTreesPart(json, trees, dimensions, Optional.empty());
  }

  @Override
  public EmbeddingScorer scorer() {
    return new Scorer();
  }

  private final class Scorer implements EmbeddingScorer {
    private final EmbeddingVectorizer vectorizer = new EmbeddingVectorizer(dimensions);
    private final TreeEnsemble.Evaluator evaluator = trees.new Evaluator();

    @Override
    public double score(String commandLine, int[] marks, float[] vector) {
      return evaluator.logOdds(vectorizer.row(commandLine, marks, vector));
    }

    @Override
    public void explain(
        String commandLine, int[] marks, float[] vector, double factor, ScoreReasons reasons) {
      SparseRow row = vectorizer.row(commandLine, marks, vector);
      double prior = trees.prior();
      reasons.prior(factor * prior);
      reasons.part("trees", factor * (evaluator.logOdds(row) - prior));
      double[] amounts = evaluator.contributions(row);
      for (int column = 0; column < amounts.length; column++) {
        if (amounts[column] != 0) {
          reasons.feature(
              vectorizer.kind(column),
              vectorizer.name(column, row.has(column)),
              factor * amounts[column]);
        }
      }
    }
  }

  @Override
  public void save(Path file) throws IOException {
    Files.write(file, json);
  }
}
