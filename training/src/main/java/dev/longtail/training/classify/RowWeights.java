package dev.longtail.training.classify;

import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of the training rows. Rows fall into groups of one operating system, one label and
 * one range of lengths. A row of a group of n rows weighs n<sup>-1/2</sup>, so that a group counts
 * with the square root of its size: short benign Linux commands, of which there are thousands, do
 * not decide alone. The mean weight is 1.
 */
final class RowWeights {
  private RowWeights() {}

  private record Group(String os, Label label, int lengthBits) {
    static Group of(LabelledCommand row) {
      // floor(log2(1 + length)): lengths double from group to group
      int lengthBits = 31 - Integer.numberOfLeadingZeros(1 + row.cmd().length());
      return new Group(row.origin().os(), row.label(), lengthBits);
    }
  }

  /** The weight 1 for each of {@code count} rows. */
  static float[] equal(int count) {
    float[] weights = new float[count];
    Arrays.fill(weights, 1);
    return weights;
  }

  /** A weight for each row, in their order. */
  static float[] of(List<LabelledCommand> rows) {
    Map<Group, Integer> sizes = new HashMap<>();
    rows.forEach(row -> sizes.merge(Group.of(row), 1, Integer::sum));
    double[] raw = new double[rows.size()];
    double sum = 0;
    for (int i = 0; i < raw.length; i++) {
      raw[i] = 1 / Math.sqrt(sizes.get(Group.of(rows.get(i))));
      sum += raw[i];
    }
    float[] weights = new float[raw.length];
    for (int i = 0; i < raw.length; i++) {
      weights[i] = (float) (raw[i] * raw.length / sum);
    }
    return weights;
  }
}
