package dev.longtail.training.classify;

import dev.longtail.udfs.features.ExpertFeatures;
import dev.longtail.udfs.features.Feature;
import dev.longtail.udfs.text.CommandHash;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Turns a command line and its embedding into the columns of the trees on embeddings: the vector,
 * the expert features except length and counts of characters, and the attack marks. Without length
 * and counts, trees on embeddings rank lines of unknown sources better.
 *
 * <p>Not thread-safe; use one instance per thread.
 */
final class EmbeddingVectorizer {
  private static final int[] EXPERT = expertColumns();

  private final ExpertFeatures expertFeatures = new ExpertFeatures();
  private final double[] expert = new double[ExpertFeatures.count()];
  private final int dimensions;

  /** Columns for vectors of so many components. */
  EmbeddingVectorizer(int dimensions) {
    this.dimensions = dimensions;
  }

  private static int[] expertColumns() {
    List<Feature> features = ExpertFeatures.describe();
    return IntStream.range(0, features.size())
        .filter(i -> !features.get(i).family().equals("character"))
        .filter(i -> !features.get(i).name().equals("length"))
        .toArray();
  }

  /**
   * Version of the columns' meaning: equal versions give equal rows. A model is valid only for the
   * version it was trained on.
   */
  static String version() {
    List<Feature> features = ExpertFeatures.describe();
    String names =
        Arrays.stream(EXPERT)
            .mapToObj(column -> features.get(column).name())
            .collect(Collectors.joining(","));
    return "expert-%d-%016x".formatted(EXPERT.length, CommandHash.of(names));
  }

  /** The number of columns. */
  int columns() {
    return dimensions + EXPERT.length + MarkColumns.count();
  }

  /** The column behind the expert features. */
  int firstMark() {
    return dimensions + EXPERT.length;
  }

  /** What kind of feature a column is ({@link LineExplanation.Feature}). */
  String kind(int column) {
    if (column < dimensions) {
      return ScoreReasons.EMBEDDING;
    }
    return column < dimensions + EXPERT.length ? ScoreReasons.EXPERT : ScoreReasons.MARK;
  }

  /**
   * What a column is called; all components of the embedding are one feature.
   *
   * @param present whether the line has the feature; that it lacks one is a reason as well
   */
  String name(int column, boolean present) {
    if (column < dimensions) {
      return "embedding";
    }
    int further = column - dimensions;
    String name =
        further < EXPERT.length
            ? ExpertFeatures.describe().get(EXPERT[further]).name()
            : MarkColumns.id(further - EXPERT.length);
    return present ? name : "no " + name;
  }

  /** The row of a line. */
  SparseRow row(String commandLine, int[] marks, float[] vector) {
    expertFeatures.extract(commandLine, expert);
    int size = dimensions + marks.length;
    for (int column : EXPERT) {
      size += expert[column] != 0 ? 1 : 0;
    }
    int[] columns = new int[size];
    float[] values = new float[size];
    for (int i = 0; i < dimensions; i++) {
      columns[i] = i;
      values[i] = vector[i];
    }
    int at = dimensions;
    for (int i = 0; i < EXPERT.length; i++) {
      if (expert[EXPERT[i]] != 0) {
        columns[at] = dimensions + i;
        values[at++] = (float) expert[EXPERT[i]];
      }
    }
    for (int mark : marks) {
      columns[at] = dimensions + EXPERT.length + mark;
      values[at++] = 1;
    }
    return new SparseRow(columns, values);
  }
}
