package dev.longtail.training.classify;

import dev.longtail.training.data.LabelledCommand;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The rows of a training set, and what all parts learn from. Nobody changes the arrays. */
final class TrainingRows {
  private final List<LabelledCommand> rows;
  private final int[][] marks;
  private final Optional<float[][]> vectors;
  private final LineSources sources;
  private final boolean[] malicious;
  private final float[] weights;
  private final Optional<Ingredient> without;

  private TrainingRows(
      List<LabelledCommand> rows,
      int[][] marks,
      Optional<float[][]> vectors,
      LineSources sources,
      Optional<Ingredient> without) {
    this.rows = rows;
    this.marks = marks;
    this.vectors = vectors;
    this.sources = sources;
    this.without = without;
    this.weights = lacks(Ingredient.WEIGHTS) ? RowWeights.equal(rows.size()) : RowWeights.of(rows);
    this.malicious = new boolean[rows.size()];
    for (int i = 0; i < malicious.length; i++) {
      malicious[i] = rows.get(i).isMalicious();
    }
  }

  /** The rows, with the marks of their lines and, if {@code sources} has them, their vectors. */
  static TrainingRows of(List<LabelledCommand> rows, LineSources sources) {
    int[][] marks = new int[rows.size()][];
    float[][] vectors = new float[rows.size()][];
    boolean haveVectors = sources.vectors().isPresent();
    for (int i = 0; i < marks.length; i++) {
      marks[i] = sources.marks(rows.get(i).cmd());
      vectors[i] = haveVectors ? sources.vector(rows.get(i).cmd()) : null;
    }
    return new TrainingRows(
        List.copyOf(rows),
        marks,
        haveVectors ? Optional.of(vectors) : Optional.empty(),
        sources,
        Optional.empty());
  }

  /** The rows for a training without {@code ingredient}, with what {@code left} says of them. */
  TrainingRows without(Ingredient ingredient, LineSources left) {
    return new TrainingRows(
        rows,
        rows.stream().map(row -> left.marks(row.cmd())).toArray(int[][]::new),
        vectors,
        left,
        Optional.of(ingredient));
  }

  /** Whether a part must do without {@code ingredient}. */
  boolean lacks(Ingredient ingredient) {
    return without.equals(Optional.of(ingredient));
  }

  /** Some of the rows, weighted anew. */
  TrainingRows only(int[] indices) {
    return new TrainingRows(
        Arrays.stream(indices).mapToObj(rows::get).toList(),
        Arrays.stream(indices).mapToObj(i -> marks[i]).toArray(int[][]::new),
        vectors.map(all -> Arrays.stream(indices).mapToObj(i -> all[i]).toArray(float[][]::new)),
        sources,
        without);
  }

  int size() {
    return rows.size();
  }

  LabelledCommand row(int i) {
    return rows.get(i);
  }

  String line(int i) {
    return rows.get(i).cmd();
  }

  int[] marks(int i) {
    return marks[i];
  }

  float[] vector(int i) {
    return vectors.orElseThrow()[i];
  }

  int dimensions() {
    return sources.vectors().orElseThrow().dimensions();
  }

  boolean haveVectors() {
    return vectors.isPresent();
  }

  boolean[] malicious() {
    return malicious;
  }

  float[] weights() {
    return weights;
  }

  LineSources sources() {
    return sources;
  }
}
