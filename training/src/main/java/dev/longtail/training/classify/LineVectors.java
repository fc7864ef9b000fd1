package dev.longtail.training.classify;

/**
 * The embeddings of command lines that a model needs. Implementations are thread-safe.
 *
 * @see EmbeddingMemory
 */
public interface LineVectors {
  /**
   * Name and digest of the embedding model ({@link
   * dev.longtail.udfs.embedding.EmbeddingModel#identity}). Vectors of equal names are the same.
   */
  String model();

  /** Components of a vector. */
  int dimensions();

  /** The L2-normalised vector of {@code commandLine}; must not be changed. */
  float[] of(String commandLine);
}
