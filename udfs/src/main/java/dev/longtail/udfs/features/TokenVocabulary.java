package dev.longtail.udfs.features;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The most common tokens of a sample of lines, with their document frequencies. A window's token
 * features are based on it. Immutable.
 *
 * <p>Token 0 is the most common. "Common" means document frequency, the number of lines with the
 * token. The number of occurrences does not matter: a single line that repeats a token 1,000 times
 * does not make it common.
 */
public final class TokenVocabulary {
  /** The published size. */
  public static final int SIZE = 1024;

  /** No tokens: lines have expert features only. */
  public static final TokenVocabulary EMPTY = fit(List.of(), 0);

  private static final int SLOTS_A_TOKEN = 4;
  private static final long NUMBER = 0xffff;

  private final int documents;
  private final List<TokenCounts.Count> tokens;
  private final double[] idf;

  /** All tokens' texts in one array; the last index is behind the last token. */
  private final char[] text;

  private final int[] starts;

  /**
   * A hash table with open addressing. A slot holds the upper 48 bits of a token's hash and the
   * token's number plus 1, in one word: a look-up touches one line of the cache. 0 is an empty
   * slot.
   */
  private final long[] slots;

  private TokenVocabulary(int documents, List<TokenCounts.Count> tokens) {
    this.documents = documents;
    this.tokens = tokens;
    this.idf = new double[tokens.size()];
    this.starts = new int[tokens.size() + 1];
    this.slots =
        new long[Integer.highestOneBit(Math.max(1, SLOTS_A_TOKEN * tokens.size() - 1)) * 2];
    StringBuilder all = new StringBuilder();
    for (int token = 0; token < tokens.size(); token++) {
      TokenCounts.Count count = tokens.get(token);
      idf[token] = inverseDocumentFrequency(documents, count.lines());
      put(LineScan.hash(count.text()), token);
      all.append(count.text());
      starts[token + 1] = all.length();
    }
    this.text = all.toString().toCharArray();
  }

  /**
   * The {@code size} tokens that occur in most of the lines. Ties break by the token's text, so the
   * order of the lines does not matter.
   *
   * @param size at most {@value Short#MAX_VALUE}
   */
  public static TokenVocabulary fit(Iterable<String> lines, int size) {
    Fit fit = new Fit();
    lines.forEach(fit::add);
    return fit.vocabulary(size);
  }

  /** Fits a vocabulary line by line; memory grows with the number of different tokens. */
  public static final class Fit {
    private final TokenCounts counts = new TokenCounts();

    /** Counts a line. */
    public void add(String line) {
      counts.add(line);
    }

    /** The vocabulary of the lines so far, as {@link TokenVocabulary#fit} gives it. */
    public TokenVocabulary vocabulary(int size) {
      if (size < 0 || size > Short.MAX_VALUE) {
        throw new IllegalArgumentException("a vocabulary of " + size + " tokens");
      }
      return new TokenVocabulary(counts.documents(), counts.mostCommon(size));
    }
  }

  /**
   * {@code ln((1+n) / (1+df)) + 1}, the smoothed form of scikit-learn's {@code TfidfTransformer}:
   * it counts one more line that holds every token.
   */
  private static double inverseDocumentFrequency(int documents, int lines) {
    return StrictMath.log((1.0 + documents) / (1.0 + lines)) + 1;
  }

  private void put(long hash, int token) {
    int slot = slot(hash);
    while (slots[slot] != 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = (hash & ~NUMBER) | (token + 1);
  }

  /**
   * The slot comes from the upper half of the hash, which depends on all characters of the token.
   */
  private int slot(long hash) {
    return (int) (hash >>> 32) & (slots.length - 1);
  }

  /** Number of tokens. */
  public int size() {
    return tokens.size();
  }

  /** Number of lines it was fitted on. */
  public int documents() {
    return documents;
  }

  /** Text of a token, every digit written as {@code *}. */
  public String token(int token) {
    return tokens.get(token).text();
  }

  /** In how many of the lines a token occurs. */
  public int documentFrequency(int token) {
    return tokens.get(token).lines();
  }

  /** Inverse document frequency of a token, at least 1. */
  public double idf(int token) {
    return idf[token];
  }

  /** Number of the token with this text, or -1. */
  public int indexOf(String token) {
    return indexOf(LineScan.hash(token), token.toCharArray(), 0, token.length());
  }

  /**
   * Number of the token {@code line[start, end)} with this hash, or -1. The text is compared as
   * well, because an attacker could write two tokens with the same hash.
   */
  int indexOf(long hash, char[] line, int start, int end) {
    int slot = slot(hash);
    for (long entry = slots[slot]; entry != 0; entry = slots[slot]) {
      int token = (int) (entry & NUMBER) - 1;
      if (((entry ^ hash) & ~NUMBER) == 0 && isText(token, line, start, end)) {
        return token;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return -1;
  }

  private boolean isText(int token, char[] line, int start, int end) {
    int at = starts[token];
    if (starts[token + 1] - at != end - start) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (line[i] != text[at++]) {
        return false;
      }
    }
    return true;
  }

  /** Writes the vocabulary as state. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(documents);
    out.writeInt(tokens.size());
    for (TokenCounts.Count token : tokens) {
      out.writeInt(token.lines());
      out.writeInt(token.text().length());
      // Not UTF-8: a token may hold half of a surrogate pair.
      out.writeChars(token.text());
    }
  }

  /** Reads what {@link #write} wrote. */
  public static TokenVocabulary read(DataInput in) throws IOException {
    int documents = in.readInt();
    List<TokenCounts.Count> tokens = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      int lines = in.readInt();
      char[] text = new char[in.readInt()];
      for (int i = 0; i < text.length; i++) {
        text[i] = in.readChar();
      }
      tokens.add(new TokenCounts.Count(new String(text), lines));
    }
    return new TokenVocabulary(documents, List.copyOf(tokens));
  }
}
