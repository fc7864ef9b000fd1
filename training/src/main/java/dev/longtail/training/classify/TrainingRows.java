package dev.longtail.training.classify;

import dev.longtail.training.data.LabelledCommand;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of a training set, and what all parts learn from. Its owner changes none of the arrays.
 */
final class TrainingRows {
  private final List<LabelledCommand> rows;
  private final boolean[] malicious;
  private final float[] weights;
  private final LineSources sources;

  /** The rows, with the marks and vectors of their lines. */
  TrainingRows(List<LabelledCommand> rows, LineSources sources) {
    this.rows = List.copyOf(rows);
    this.sources = sources;
    this.weights = RowWeights.of(rows);
    this.malicious = new boolean[rows.size()];
    for (int i = 0; i < malicious.length; i++) {
      malicious[i] = rows.get(i).isMalicious();
    }
  }

  /** Some of the rows, weighted anew. */
  TrainingRows only(int[] indices) {
    return new TrainingRows(Arrays.stream(indices).mapToObj(rows::get).toList(), sources);
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
    return sources.marks(line(i));
  }

  float[] vector(int i) {
    return sources.vector(line(i));
  }

  int dimensions() {
    return sources.vectors().orElseThrow().dimensions();
  }

  boolean haveVectors() {
    return sources.vectors().isPresent();
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
