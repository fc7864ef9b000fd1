package dev.longtail.udfs.core;

import java.util.List;

/**
 * The most common tokens of some lines with their document frequencies: what a window fits of the
 * token features. Immutable.
 */
public final class TokenVocabulary {
  /** The published size. */
  public static final int SIZE = 1024;

  /** No tokens: lines have expert features only. */
  public static final TokenVocabulary EMPTY = fit(List.of(), 0);

  private TokenVocabulary() {}

  /**
   * The {@code size} tokens that occur in most of the lines; ties break by the token's text, so
   * that the order of the lines does not matter.
   */
  public static TokenVocabulary fit(Iterable<String> lines, int size) {
    return new TokenVocabulary();
  }

  public void write(java.io.DataOutput out) throws java.io.IOException {}

  public static TokenVocabulary read(java.io.DataInput in) throws java.io.IOException {
    return EMPTY;
  }

  /** Number of tokens. */
  public int size() {
    return 0;
  }
}
