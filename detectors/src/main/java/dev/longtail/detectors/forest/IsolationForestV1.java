package dev.longtail.detectors.forest;

import java.io.DataInput;
import java.io.IOException;

/**
 * The first form of an isolation forest's state: nodes that name their left child, splits in double
 * precision, and leaves that hold their path length {@code depth + c(size)} instead of their size.
 */
final class IsolationForestV1 {
  private static final int LEAF = -1;

  private final int[] attributes;
  private final double[] values;
  private final int[] children;
  private final AxisParallelForest forest;

  private IsolationForestV1(
      int[] attributes, double[] values, int[] children, AxisParallelForest forest) {
    this.attributes = attributes;
    this.values = values;
    this.children = children;
    this.forest = forest;
  }

  static IsolationForest read(DataInput in) throws IOException {
    int psi = sizeOf(in.readDouble());
    int[] roots = new int[in.readInt()];
    for (int tree = 0; tree < roots.length; tree++) {
      roots[tree] = in.readInt();
    }
    int nodes = in.readInt();
    int[] attributes = new int[nodes];
    double[] values = new double[nodes];
    int[] children = new int[nodes];
    for (int node = 0; node < nodes; node++) {
      attributes[node] = in.readInt();
      values[node] = in.readDouble();
      children[node] = in.readInt();
    }
    AxisParallelForest forest = new AxisParallelForest(roots.length, psi);
    IsolationForestV1 old = new IsolationForestV1(attributes, values, children, forest);
    for (int tree = 0; tree < roots.length; tree++) {
      old.convert(roots[tree], 0, tree);
    }
    return forest;
  }

  private int convert(int from, int level, int node) {
    if (attributes[from] == LEAF) {
      int size = sizeOf(values[from] - level);
      forest.leaf(level, node, size);
      return size;
    }
    int left = children[from];
    int size = convert(left, level + 1, 2 * node) + convert(left + 1, level + 1, 2 * node + 1);
    forest.split(level, node, size, attributes[from], leastFloatFrom(values[from]));
    return size;
  }

  /** A float is less than {@code split} exactly if it is less than the least float from there. */
  private static float leastFloatFrom(double split) {
    float nearest = (float) split;
    return nearest < split ? Math.nextUp(nearest) : nearest;
  }

  /** The n whose {@code c(n)} this is, but for the rounding of a sum with a depth. */
  private static int sizeOf(double averagePathLength) {
    int n = 1;
    while (IsolationForest.averagePathLength(n) < averagePathLength - 1e-9) {
      n++;
    }
    return n;
  }
}
