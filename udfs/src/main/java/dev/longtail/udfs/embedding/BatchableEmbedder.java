package dev.longtail.udfs.embedding;

import java.util.List;

/**
 * An embedder in two steps, for callers that make the batches. {@link #encode} reads a text, which
 * is cheap. {@link #embedBatch} computes texts of one length together.
 *
 * <p>Only texts of the same {@link TokenizedText#length()} may share a batch. Batches then differ
 * only in the number of rows, and each row is computed by the same operations in the same order.
 */
public interface BatchableEmbedder extends TextEmbedder {
  /** The tokens of {@code text}, shortened to the model's limit. */
  TokenizedText encode(String text);

  /**
   * Number of texts of {@code length} tokens in a full batch; 1 if this embedder takes no batches.
   */
  int rowsOf(int length);

  /**
   * The L2-normalised vectors of texts, in the order of the texts.
   *
   * @param batch one to {@link #rowsOf} texts of one length
   */
  List<float[]> embedBatch(List<TokenizedText> batch);
}
