package dev.longtail.udfs.embedding;

import java.util.Arrays;

/**
 * The tokens of a text.
 *
 * @param tokens ids, special tokens included; at least one; must not be changed
 */
public record TokenizedText(long[] tokens) {
  /** Refuses a text without tokens: a model has no vector for it. */
  public TokenizedText {
    if (tokens.length == 0) {
      throw new IllegalArgumentException("a text of no token");
    }
  }

  /**
   * Number of tokens the model computes. A single token gets a masked one beside it: the runtime
   * computes a matrix of one row in another way, so its vector would differ from that in a batch.
   */
  public int length() {
    return Math.max(2, tokens.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenizedText text && Arrays.equals(tokens, text.tokens);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(tokens);
  }

  @Override
  public String toString() {
    return "TokenizedText" + Arrays.toString(tokens);
  }
}
