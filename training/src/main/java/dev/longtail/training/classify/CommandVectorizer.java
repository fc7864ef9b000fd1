package dev.longtail.training.classify;

import dev.longtail.udfs.features.ExpertFeatures;
import dev.longtail.udfs.features.Feature;
import dev.longtail.udfs.features.Tokens;
import dev.longtail.udfs.text.CommandHash;
import java.util.stream.Collectors;

/**
 * Turns a command line into the columns of the trees: the expert features, then the counts of its
 * tokens hashed into {@value #TOKEN_COLUMNS} columns (two tokens may share a column). A feature
 * that is 0 is left out, in training and in scoring alike, and the trees treat it as absent.
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

  /**
   * Version of the columns' meaning: equal versions give equal rows. A model is valid only for the
   * version it was trained on.
   */
  static String version() {
    String names =
        ExpertFeatures.describe().stream().map(Feature::name).collect(Collectors.joining(","));
    return "expert-%d-%016x+tokens-%d"
        .formatted(EXPERT_COLUMNS, CommandHash.of(names), TOKEN_COLUMNS);
  }

  SparseRow row(String commandLine) {
    expertFeatures.extract(commandLine, expert);
    int size = 0;
    for (double value : expert) {
      size += value != 0 ? 1 : 0;
    }
    for (String token : Tokens.of(commandLine)) {
      int column = (int) CommandHash.of(token) & (TOKEN_COLUMNS - 1);
      size += tokenCounts[column]++ == 0 ? 1 : 0;
    }
    int[] columns = new int[size];
    float[] values = new float[size];
    int at = 0;
    for (int i = 0; i < EXPERT_COLUMNS; i++) {
      if (expert[i] != 0) {
        columns[at] = i;
        values[at++] = (float) expert[i];
      }
    }
    for (int i = 0; i < TOKEN_COLUMNS; i++) {
      if (tokenCounts[i] != 0) {
        columns[at] = EXPERT_COLUMNS + i;
        values[at++] = tokenCounts[i];
        tokenCounts[i] = 0;
      }
    }
    return new SparseRow(columns, values);
  }
}
