package dev.longtail.training.classify;

import dev.longtail.udfs.features.ExpertFeatures;
import dev.longtail.udfs.features.Tokens;
import dev.longtail.udfs.text.CommandHash;
import java.util.Arrays;

/**
 * Turns a command line into the columns of the published trees: the expert features, then the
 * counts of its tokens hashed into {@value #TOKEN_COLUMNS} columns (two tokens may share a column).
 * A feature that is 0 is left out, in training and in scoring alike, and the trees treat it as
 * absent.
 *
 * <p>Not thread-safe; use one instance per thread.
 */
final class CommandVectorizer {
  /** Columns for hashed tokens; a power of two. */
  static final int TOKEN_COLUMNS = 4096;

  private static final int EXPERT_COLUMNS = ExpertFeatures.count();

  private final ExpertFeatures expertFeatures = new ExpertFeatures();
  private final double[] expert = new double[EXPERT_COLUMNS];
  private final int[] tokenCounts = new int[TOKEN_COLUMNS];

  /** The number of columns. */
  static int columns() {
    return EXPERT_COLUMNS + TOKEN_COLUMNS;
  }

  SparseRow row(String commandLine) {
    expertFeatures.extract(commandLine, expert);
    int size = 0;
    for (double value : expert) {
      size += value != 0 ? 1 : 0;
    }
    int[] tokens = Tokens.of(commandLine).stream().mapToInt(CommandVectorizer::column).toArray();
    int different = 0;
    for (int column : tokens) {
      if (tokenCounts[column]++ == 0) {
        tokens[different++] = column;
      }
    }
    Arrays.sort(tokens, 0, different);
    size += different;
    int[] columns = new int[size];
    float[] values = new float[size];
    int at = 0;
    for (int i = 0; i < EXPERT_COLUMNS; i++) {
      if (expert[i] != 0) {
        columns[at] = i;
        values[at++] = (float) expert[i];
      }
    }
    for (int i = 0; i < different; i++) {
      columns[at] = EXPERT_COLUMNS + tokens[i];
      values[at++] = tokenCounts[tokens[i]];
      tokenCounts[tokens[i]] = 0;
    }
    return new SparseRow(columns, values);
  }

  private static int column(String token) {
    return (int) CommandHash.of(token) & (TOKEN_COLUMNS - 1);
  }
}
