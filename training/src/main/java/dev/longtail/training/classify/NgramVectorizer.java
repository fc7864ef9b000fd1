package dev.longtail.training.classify;

import dev.longtail.udfs.features.Tokens;
import dev.longtail.udfs.text.CommandHash;
import java.util.List;
import java.util.Locale;

/**
 * Turns a command line into two blocks of columns, and its attack marks.
 *
 * <p>Characters: runs of {@value #SHORTEST} to {@value #LONGEST} characters. The line is first
 * lower-cased, each digit becomes 0, and a blank is put before and after it. Words: the tokens
 * ({@link Tokens}) in lower case, alone and in pairs. Both are hashed. A column's value is 1 +
 * ln(occurrences), and each block is scaled to length 1. A mark's value is {@value #MARK_VALUE}.
 *
 * <p>N-grams of characters see parts of words, so they recognise tools and habits in styles of
 * lines that training never showed and whose tokens are all new.
 *
 * <p>Not thread-safe; use one instance per thread.
 */
final class NgramVectorizer {
  static final int SHORTEST = 3;
  static final int LONGEST = 5;
  static final int CHARACTER_COLUMNS = 1 << 18;
  static final int WORD_COLUMNS = 1 << 17;
  static final float MARK_VALUE = 0.5f;

  static final int FIRST_WORD = CHARACTER_COLUMNS;
  static final int FIRST_MARK = FIRST_WORD + WORD_COLUMNS;
  private static final long MULTIPLIER = 0x100000001b3L;

  private final HashedCounts characters = new HashedCounts(CHARACTER_COLUMNS);
  private final HashedCounts words = new HashedCounts(WORD_COLUMNS);
  private char[] text = new char[256];

  /** The number of columns. */
  static int columns() {
    return FIRST_MARK + MarkColumns.count();
  }

  /** As {@link EmbeddingVectorizer#version()}. */
  static String version() {
    return "ngrams-%d-%d-%d+words-2-%d"
        .formatted(SHORTEST, LONGEST, CHARACTER_COLUMNS, WORD_COLUMNS);
  }

  /** The row of a line for training. */
  SparseRow row(String commandLine, int[] marks) {
    count(commandLine);
    int hashed = characters.size() + words.size();
    int[] columns = new int[hashed + marks.length];
    float[] values = new float[columns.length];
    int firstWord = characters.size();
    characters.drain(0, columns, values, 0);
    words.drain(FIRST_WORD, columns, values, firstWord);
    for (int i = 0; i < marks.length; i++) {
      columns[hashed + i] = FIRST_MARK + marks[i];
      values[hashed + i] = MARK_VALUE;
    }
    return new SparseRow(columns, values);
  }

  /** The product of the row of a line without marks with {@code weights}; makes no row. */
  double dot(String commandLine, float[] weights) {
    count(commandLine);
    return characters.dot(weights, 0) + words.dot(weights, FIRST_WORD);
  }

  /** Tells {@code attribution} what each n-gram of a line adds to that product. */
  void attribute(String commandLine, float[] weights, NgramAttribution attribution) {
    count(commandLine);
    attributeCharacters(commandLine, weights, attribution);
    attributeWords(commandLine, weights, attribution);
    characters.clear();
    words.clear();
  }

  /** The loop of {@link #countCharacters}, which is on the way of every line and calls nobody. */
  private void attributeCharacters(
      String commandLine, float[] weights, NgramAttribution attribution) {
    double scale = characters.scale();
    int length = normalise(commandLine);
    for (int start = 0; start < length; start++) {
      long hash = 0;
      int end = Math.min(length, start + LONGEST);
      for (int i = start; i < end; i++) {
        hash = hash * MULTIPLIER + text[i];
        int n = i - start + 1;
        if (n >= SHORTEST) {
          double share = characters.share(CommandHash.mix(hash, n), weights, 0);
          // The text begins with a blank that the line does not have
          attribution.characters(start - 1, i, scale * share);
        }
      }
    }
  }

  private void attributeWords(String commandLine, float[] weights, NgramAttribution attribution) {
    double scale = words.scale();
    List<String> tokens = Tokens.of(commandLine.toLowerCase(Locale.ROOT));
    long before = 0;
    for (int i = 0; i < tokens.size(); i++) {
      long hash = CommandHash.of(tokens.get(i));
      attribution.token(i, scale * words.share(hash, weights, FIRST_WORD));
      if (i > 0) {
        double pair = scale * words.share(CommandHash.mix(before, hash), weights, FIRST_WORD);
        attribution.token(i - 1, pair / 2);
        attribution.token(i, pair / 2);
      }
      before = hash;
    }
  }

  /** What {@code marks} add to that product. */
  static double dot(int[] marks, float[] weights) {
    double sum = 0;
    for (int mark : marks) {
      sum += MARK_VALUE * weights[FIRST_MARK + mark];
    }
    return sum;
  }

  private void count(String commandLine) {
    countCharacters(commandLine);
    List<String> tokens = Tokens.of(commandLine.toLowerCase(Locale.ROOT));
    long before = 0;
    for (int i = 0; i < tokens.size(); i++) {
      long hash = CommandHash.of(tokens.get(i));
      words.add(hash);
      if (i > 0) {
        words.add(CommandHash.mix(before, hash));
      }
      before = hash;
    }
  }

  private void countCharacters(String commandLine) {
    int length = normalise(commandLine);
    for (int start = 0; start < length; start++) {
      long hash = 0;
      int end = Math.min(length, start + LONGEST);
      for (int i = start; i < end; i++) {
        hash = hash * MULTIPLIER + text[i];
        int n = i - start + 1;
        if (n >= SHORTEST) {
          characters.add(CommandHash.mix(hash, n));
        }
      }
    }
  }

  /** Fills {@link #text}; returns its length. */
  private int normalise(String commandLine) {
    int length = commandLine.length() + 2;
    if (text.length < length) {
      text = new char[Math.max(length, 2 * text.length)];
    }
    text[0] = ' ';
    for (int i = 0; i < commandLine.length(); i++) {
      char c = commandLine.charAt(i);
      text[i + 1] = Character.isDigit(c) ? '0' : Character.toLowerCase(c);
    }
    text[length - 1] = ' ';
    return length;
  }
}
