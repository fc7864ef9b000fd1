package dev.longtail.training.classify;

import dev.longtail.training.data.LabelledCommand;
import java.util.Arrays;
import java.util.List;

/**
 * The weights of the training rows. Rows fall into groups of one operating system, one label and
 * one range of lengths. A row of a group of n rows weighs n<sup>-1/2</sup>, so that a group counts
 * with the square root of its size: short benign Linux commands, of which there are thousands, do
 * not decide alone. The mean weight is 1.
 */
final class RowWeights {
  private RowWeights() {}

  /** The weight 1 for each of {@code count} rows. */
  static float[] equal(int count) {
    float[] weights = new float[count];
    Arrays.fill(weights, 1);
    return weights;
  }

  /** A weight for each row, in their order. */
  static float[] of(List<LabelledCommand> rows) {
    RowGroups groups = new RowGroups();
    rows.forEach(groups::add);
    RowGroups.Weigher weigher = groups.weigher();
    float[] weights = new float[rows.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = weigher.weight(rows.get(i));
    }
    return weights;
  }
}
