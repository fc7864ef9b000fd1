package dev.longtail.training.classify;

import dev.longtail.udfs.embedding.BatchingEmbedder;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.embedding.OnnxTextEmbedder;
import dev.longtail.udfs.template.CommandTemplate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Embeddings of lines, each computed once as long as the memory holds it. The training sets of a
 * table hold mostly the same lines. 40,000 lines of 384 components take 80 MB. Thread-safe.
 *
 * <p>A line's embedding is that of its template, as at the near-duplicate filter. Embeddings of
 * templates rank lines of unknown sources better than embeddings of lines do, because names,
 * numbers and paths of a site say nothing about the next one.
 */
public final class EmbeddingMemory implements LineVectors, AutoCloseable {
  /** For the lines of a table: about 500,000. Memory is taken as lines come. */
  public static final long TABLE_BYTES = 1L << 30;

  private final String model;
  private final OnnxTextEmbedder embedder;
  private final BatchingEmbedder batching;

  /**
   * Loads {@code model}.
   *
   * @param threads that compute embeddings; no vector depends on their number
   * @param bytes of memory for lines and vectors
   * @throws dev.longtail.udfs.io.InputException if the model cannot be loaded
   */
  public EmbeddingMemory(EmbeddingModel model, int threads, long bytes) {
    this.model = model.identity();
    embedder = new OnnxTextEmbedder(model);
    batching =
        new BatchingEmbedder(
            embedder,
            threads,
            new BatchingEmbedder.Limits(BatchingEmbedder.Limits.DEFAULT.maxDelay(), bytes),
            model);
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public int dimensions() {
    return embedder.dimensions();
  }

  @Override
  public float[] of(String commandLine) {
    return later(commandLine).join();
  }

  /** The vector of a line that is computed in a batch with others. */
  public CompletableFuture<float[]> later(String commandLine) {
    return batching.embed(CommandTemplate.of(commandLine));
  }

  /** Computes the vectors of {@code commandLines} in batches, which is faster than one by one. */
  public void remember(Collection<String> commandLines) {
    List<CompletableFuture<float[]>> pending = new ArrayList<>();
    commandLines.stream()
        .map(CommandTemplate::of)
        .distinct()
        .forEach(template -> pending.add(batching.embed(template)));
    pending.forEach(CompletableFuture::join);
  }

  /** Number of vectors computed so far; a vector from the disk is not counted. */
  public long computed() {
    return batching.computed();
  }

  @Override
  public void close() {
    batching.close();
    embedder.close();
  }
}
