package dev.longtail.training.run;

import dev.longtail.training.classify.EmbeddingMemory;
import dev.longtail.training.classify.LineSources;
import dev.longtail.udfs.embedding.EmbeddingModel;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is slow to compute of the lines of a run, computed once: its training sets hold mostly the
 * same lines.
 */
final class LineMemory implements AutoCloseable {
  private final Optional<EmbeddingMemory> vectors;
  private final LineSources sources;

  private LineMemory(Optional<EmbeddingMemory> vectors, LineSources sources) {
    this.vectors = vectors;
    this.sources = sources;
  }

  /**
   * A memory of nothing yet.
   *
   * @param embedding computes the embeddings of the models; empty for models without
   * @param threads that compute them
   */
  static LineMemory open(Optional<EmbeddingModel> embedding, int threads) {
    Optional<EmbeddingMemory> vectors =
        embedding.map(model -> new EmbeddingMemory(model, threads, EmbeddingMemory.TABLE_BYTES));
    LineSources text = LineSources.TEXT;
    return new LineMemory(vectors, vectors.map(text::with).orElse(text).rememberingMarks());
  }

  /** Computes the embeddings of {@code lines} in batches, if models need them. */
  void remember(Set<String> lines, Consumer<String> progress) {
    if (vectors.isPresent()) {
      progress.accept(String.format(Locale.ROOT, "embedding %,d different lines", lines.size()));
      vectors.get().remember(lines);
    }
  }

  /** Of any line; those that were not remembered are computed when they are asked for. */
  LineSources sources() {
    return sources;
  }

  @Override
  public void close() {
    vectors.ifPresent(EmbeddingMemory::close);
  }
}
