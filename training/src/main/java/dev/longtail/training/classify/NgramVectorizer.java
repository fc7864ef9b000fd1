package dev.longtail.training.classify;

import dev.longtail.udfs.text.CommandHash;
import java.util.Arrays;

/**
 * Turns a command line into its character n-grams. An n-gram is a run of {@value #SHORTEST} to
 * {@value #LONGEST} characters. The line is first lower-cased, each digit becomes 0, and a blank is
 * put before and after it. The n-grams are hashed into {@value #COLUMNS} columns. A column's value
 * is 1 + ln(occurrences); the row is scaled to length 1. N-grams see parts of words, so they
 * recognise tools and habits in styles of lines that training never showed and whose tokens are all
 * new.
 *
 * <p>Not thread-safe; use one instance per thread.
 */
final class NgramVectorizer {
  static final int SHORTEST = 3;
  static final int LONGEST = 5;
  static final int COLUMNS = 1 << 18;

  private static final long MULTIPLIER = 0x100000001b3L;

  private final int[] counts = new int[COLUMNS];

  /** As {@link CommandVectorizer#version()}. */
  static String version() {
    return "ngrams-%d-%d-%d".formatted(SHORTEST, LONGEST, COLUMNS);
  }

  SparseRow row(String commandLine) {
    char[] text = normalised(commandLine);
    int[] columns = new int[Math.max(0, text.length * (LONGEST - SHORTEST + 1))];
    int size = 0;
    for (int start = 0; start < text.length; start++) {
      long hash = 0;
      int end = Math.min(text.length, start + LONGEST);
      for (int i = start; i < end; i++) {
        hash = hash * MULTIPLIER + text[i];
        int length = i - start + 1;
        if (length >= SHORTEST) {
          int column = (int) CommandHash.mix(hash, length) & (COLUMNS - 1);
          if (counts[column]++ == 0) {
            columns[size++] = column;
          }
        }
      }
    }
    columns = Arrays.copyOf(columns, size);
    Arrays.sort(columns);
    return new SparseRow(columns, unitLength(columns));
  }

  /** Takes the counts of {@code columns} and sets them back to 0. */
  private float[] unitLength(int[] columns) {
    float[] values = new float[columns.length];
    double squares = 0;
    for (int i = 0; i < columns.length; i++) {
      double value = 1 + Math.log(counts[columns[i]]);
      counts[columns[i]] = 0;
      values[i] = (float) value;
      squares += value * value;
    }
    double scale = squares == 0 ? 0 : 1 / Math.sqrt(squares);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * scale);
    }
    return values;
  }

  private static char[] normalised(String commandLine) {
    char[] text = new char[commandLine.length() + 2];
    text[0] = ' ';
    for (int i = 0; i < commandLine.length(); i++) {
      char c = commandLine.charAt(i);
      text[i + 1] = Character.isDigit(c) ? '0' : Character.toLowerCase(c);
    }
    text[text.length - 1] = ' ';
    return text;
  }
}
