package dev.longtail.udfs.embedding;

import java.util.Arrays;

/**
 * A text as a model reads it.
 *
 * @param tokens ids, special tokens included; at least one; not to be changed
 */
public record TokenizedText(long[] tokens) {
  /** Refuses a text of no token, for which a model has no vector. */
  public TokenizedText {
    if (tokens.length == 0) {
      throw new IllegalArgumentException("a text of no token");
    }
  }

  /**
   * Tokens the model computes. A lone token gets a masked one beside it: a matrix of one row takes
   * another path through the runtime, so that its vector would differ from that in a batch.
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
