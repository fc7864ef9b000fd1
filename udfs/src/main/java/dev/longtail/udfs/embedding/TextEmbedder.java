package dev.longtail.udfs.embedding;

import java.util.List;

/**
 * Turns text into vectors whose cosine says how alike the texts are.
 *
 * <p>The vector of a text depends on the text alone: never on the batch it is computed in, nor on
 * the machine's load. Near-duplicate decisions are thresholds on cosines, so a vector that moved
 * with its neighbours would make a result depend on the order of arrival.
 */
public interface TextEmbedder extends AutoCloseable {
  /** Components of a vector. */
  int dimensions();

  /** The L2-normalised vector of {@code text}, owned by the caller. */
  float[] embed(String text);

  /** The vectors of {@code texts}, in their order; bit for bit those of {@link #embed}. */
  List<float[]> embedAll(List<String> texts);

  @Override
  void close();
}
