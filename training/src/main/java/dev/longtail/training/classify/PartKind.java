package dev.longtail.training.classify;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The kinds of parts. A model adds their scores, each divided by its scale and multiplied with its
 * weight. A scale is the standard deviation of the part's scores on source families that were left
 * out of the training data. The weights were chosen by ranking such families, never by a test set
 * (docs/benchmarks.md).
 */
enum PartKind {
  /** L: n-grams of characters and words, marks. */
  NGRAMS("ngrams.bin", 1, 3.1, false),

  /** G: trees on embeddings, expert features and marks. */
  EMBEDDING_TREES("embedding-trees.json", 0.5, 3, true),

  /** K: the nearest training lines. */
  NEIGHBOURS("neighbours.bin", 0.5, 0.16, true),

  /** R: ridge regression on random Fourier features of embeddings. */
  RIDGE("ridge.bin", 0.5, 0.5, true);

  private final String file;
  private final double weight;
  private final double scale;
  private final boolean embedded;

  PartKind(String file, double weight, double scale, boolean embedded) {
    this.file = file;
    this.weight = weight;
    this.scale = scale;
    this.embedded = embedded;
  }

  /** The name of its file in a model's folder. */
  String file() {
    return file;
  }

  /** What its scores are multiplied with. */
  double factor() {
    return weight / scale;
  }

  /** Whether it needs the embedding of a line. */
  boolean embedded() {
    return embedded;
  }

  Part train(TrainingRows rows, ModelSettings settings) {
    long seed = settings.seed();
    return switch (this) {
      case NGRAMS -> NgramPart.train(rows, seed);
      case EMBEDDING_TREES -> EmbeddingTreesPart.train(rows, settings.embeddingBoosting());
      case NEIGHBOURS -> NeighbourPart.train(rows);
      case RIDGE -> RidgePart.train(rows, seed);
    };
  }

  Part load(Path folder, int dimensions, ModelSettings settings) throws IOException {
    Path path = folder.resolve(file);
    return switch (this) {
      case NGRAMS -> NgramPart.load(path);
      case EMBEDDING_TREES -> EmbeddingTreesPart.load(path, dimensions);
      case NEIGHBOURS -> NeighbourPart.load(path, dimensions);
      case RIDGE -> RidgePart.load(path, dimensions, settings.seed());
    };
  }
}
