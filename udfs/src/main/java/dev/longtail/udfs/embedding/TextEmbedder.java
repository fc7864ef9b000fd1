package dev.longtail.udfs.embedding;

import java.util.List;

/**
 * Turns text into vectors. The cosine of two vectors says how alike the texts are.
 *
 * <p>The vector of a text depends on the text alone: not on the batch, and not on the machine's
 * load. Near-duplicate decisions compare cosines with a threshold. If a vector depended on the
 * other texts of its batch, a result would depend on the order of arrival.
 */
public interface TextEmbedder extends AutoCloseable {
  /** Components of a vector. */
  int dimensions();

  /** The L2-normalised vector of {@code text}, owned by the caller. */
  float[] embed(String text);

  /** The vectors of {@code texts}, in their order; the same bits as from {@link #embed}. */
  List<float[]> embedAll(List<String> texts);

  @Override
  void close();
}
