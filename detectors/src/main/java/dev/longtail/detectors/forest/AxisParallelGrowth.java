package dev.longtail.detectors.forest;

import dev.longtail.detectors.model.FeatureTable;
import java.util.SplittableRandom;

/**
 * Grows the trees of an {@link AxisParallelForest} (Algorithm 2 in Liu et al. 2008). A split draws
 * one of the attributes that vary in the node, each with equal chance, and a threshold between the
 * attribute's least and greatest value there, uniformly. This is the distribution of scikit-learn's
 * {@code ExtraTreeRegressor} with {@code max_features=1}.
 */
final class AxisParallelGrowth {
  /**
   * Number of attributes to try by random draws. After that the varying attributes are counted and
   * one of them is drawn. Both ways give each varying attribute the same chance. The first is
   * faster if most attributes vary, the second if few do.
   */
  private static final int DRAWS = 4;

  private final AxisParallelForest forest;
  private final Subsample subsample;
  private final SplittableRandom random;

  /** Rows of the subsample; the rows of a node lie side by side. */
  private final int[] order;

  private final long[] varying;
  private float[] values;
  private float min;
  private float max;

  AxisParallelGrowth(FeatureTable rows, AxisParallelForest forest, SplittableRandom random) {
    this.forest = forest;
    this.subsample = Subsample.of(rows, forest.psi());
    this.random = random;
    this.order = new int[forest.psi()];
    this.varying = new long[(rows.columns() + Long.SIZE - 1) / Long.SIZE];
  }

  void grow() {
    for (int tree = 0; tree < forest.trees(); tree++) {
      subsample.draw(random);
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      grow(0, tree, 0, order.length);
    }
  }

  private void grow(int level, int node, int from, int to) {
    int size = to - from;
    int attribute =
        level < forest.height() && size > 1 ? varyingAttribute(from, to) : Subsample.NONE;
    if (attribute == Subsample.NONE) {
      forest.leaf(level, node, size);
      return;
    }
    float threshold = threshold(min, max, random.nextDouble());
    forest.split(level, node, size, attribute, threshold);
    int middle = partition(threshold, from, to);
    grow(level + 1, 2 * node, from, middle);
    grow(level + 1, 2 * node + 1, middle, to);
  }

  /** Draws an attribute and sets {@link #values}, {@link #min} and {@link #max} to its own. */
  private int varyingAttribute(int from, int to) {
    for (int draw = 0; draw < DRAWS; draw++) {
      int attribute = random.nextInt(subsample.columns());
      if (varies(attribute, from, to)) {
        return attribute;
      }
    }
    int count = subsample.markVarying(order, from, to, varying);
    if (count == 0) {
      return Subsample.NONE;
    }
    int attribute = Subsample.marked(varying, random.nextInt(count));
    varies(attribute, from, to);
    return attribute;
  }

  private boolean varies(int attribute, int from, int to) {
    values = subsample.column(attribute, order, from, to);
    min = values[order[from]];
    max = min;
    for (int i = from + 1; i < to; i++) {
      float value = values[order[i]];
      min = value < min ? value : min;
      max = value > max ? value : max;
    }
    return min < max;
  }

  /**
   * The least float above a uniform point of {@code [min, max)}. A value is below this threshold if
   * it is at most the point, and there are rows on both sides.
   */
  static float threshold(float min, float max, double uniform) {
    double point = min + uniform * ((double) max - min);
    float nearest = (float) Math.min(point, Math.nextDown(max));
    return nearest > point ? nearest : Math.nextUp(nearest);
  }

  private int partition(float threshold, int from, int to) {
    int middle = from;
    for (int i = from; i < to; i++) {
      int row = order[i];
      if (values[row] < threshold) {
        order[i] = order[middle];
        order[middle++] = row;
      }
    }
    return middle;
  }
}
