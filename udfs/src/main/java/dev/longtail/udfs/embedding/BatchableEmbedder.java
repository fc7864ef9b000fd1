package dev.longtail.udfs.embedding;

import java.util.List;

/**
 * An embedder in its two steps, for those who make the batches: reading a text, which is cheap, and
 * computing texts of one length together.
 *
 * <p>Only texts of the same {@link TokenizedText#length()} may share a batch. Then nothing but the
 * number of rows differs between batches, and each row is computed by the same operations in the
 * same order.
 */
public interface BatchableEmbedder extends TextEmbedder {
  /** The tokens of {@code text}, shortened to what the model takes. */
  TokenizedText encode(String text);

  /** Texts of {@code length} tokens that make a full batch; 1 if this embedder takes no batches. */
  int rowsOf(int length);

  /**
   * The L2-normalised vectors of texts, in their order.
   *
   * @param batch one to {@link #rowsOf} texts of one length
   */
  List<float[]> embedBatch(List<TokenizedText> batch);
}
