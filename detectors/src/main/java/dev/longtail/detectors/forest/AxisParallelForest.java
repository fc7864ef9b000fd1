package dev.longtail.detectors.forest;

import dev.longtail.detectors.model.FeatureTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.SplittableRandom;

/**
 * The forest of Liu et al. 2008: each node splits on one attribute.
 *
 * <p>Every tree is stored as a perfect binary tree of the limit's height. Below a leaf that is
 * above the bottom there is padding. The splits of padding do not matter: all leaves below it have
 * the same path length.
 *
 * <p>All trees lie in the same arrays, level by level. Node {@code i} of a level has the children
 * {@code 2i} and {@code 2i + 1} in the next level. The root of tree {@code t} is node {@code t} of
 * level 0. A row walks all trees at once, one level after the other. The steps do not branch and do
 * not wait for each other: this is about three times as fast as one tree after the other.
 *
 * <p>Not thread-safe: the places of the walk are kept from row to row.
 */
final class AxisParallelForest extends IsolationForest {
  private static final int LEAF = -1;

  /** The most nodes of all trees together that fit the arrays. */
  private static final long MAX_NODES = 1L << 28;

  private final int height;

  /** Attribute that each node above the bottom splits on; 0 in leaves and padding. */
  private final int[] attributes;

  /** Threshold of each node above the bottom: rows below it go left. Never +0.0, see step. */
  private final float[] thresholds;

  /** Number of rows of the subsample that reached each node; 0 in padding. */
  private final int[] sizes;

  /** Path length of each node of the bottom. */
  private final double[] pathLengths;

  /** {@code c(n)} up to ψ. */
  private final double[] averagePathLengths;

  /** For each tree, the node of the current level that the current row has reached. */
  private final int[] reached;

  /** A forest in which every tree is one leaf; {@link #split} and {@link #leaf} grow the trees. */
  AxisParallelForest(int trees, int psi) {
    super(trees, psi);
    this.height = heightLimit(psi);
    if ((long) trees << (height + 1) > MAX_NODES) {
      throw new IllegalArgumentException(trees + " trees on " + psi + " rows are too many");
    }
    this.attributes = new int[levelStart(height)];
    this.thresholds = new float[levelStart(height)];
    this.sizes = new int[levelStart(height + 1)];
    this.pathLengths = new double[trees << height];
    this.averagePathLengths = new double[psi + 1];
    for (int n = 0; n <= psi; n++) {
      averagePathLengths[n] = averagePathLength(n);
    }
    this.reached = new int[trees];
  }

  static AxisParallelForest grow(FeatureTable rows, int trees, int subsample, long seed) {
    requireSettings(rows, trees, subsample);
    int psi = Math.min(subsample, rows.rows());
    AxisParallelForest forest = new AxisParallelForest(trees, psi);
    new AxisParallelGrowth(rows, forest, new SplittableRandom(seed)).grow();
    return forest;
  }

  /** Index of a level's first node. */
  private int levelStart(int level) {
    return trees() * ((1 << level) - 1);
  }

  int height() {
    return height;
  }

  /**
   * Makes a node an inner one.
   *
   * @param node its index in its level
   * @param size rows of the subsample that reached it
   * @param threshold finite; rows below it go to the left child
   */
  void split(int level, int node, int size, int attribute, float threshold) {
    int at = levelStart(level) + node;
    sizes[at] = size;
    attributes[at] = attribute;
    thresholds[at] = threshold == 0 ? -0.0f : threshold;
  }

  /** Makes a node a leaf. */
  void leaf(int level, int node, int size) {
    sizes[levelStart(level) + node] = size;
    int below = height - level;
    double pathLength = level + averagePathLengths[size];
    for (int i = node << below; i < (node + 1) << below; i++) {
      pathLengths[i] = pathLength;
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>The comparison is the sign of {@code value - threshold}. Gradual underflow keeps it exact. A
   * threshold of 0 is stored as -0.0, so that neither zero minus the threshold is a negative zero.
   * The step {@code value < threshold ? 0 : 1} is as fast if there are only dense rows. But sparse
   * rows mostly go one way: if the compiler sees them first, it makes a branch of this step, and
   * mispredictions then make dense rows four times as slow.
   */
  @Override
  double totalPathLength(float[] row) {
    int[] reached = this.reached;
    int[] attributes = this.attributes;
    float[] thresholds = this.thresholds;
    for (int tree = 0; tree < reached.length; tree++) {
      reached[tree] = tree;
    }
    int start = 0;
    for (int level = 0; level < height; level++) {
      for (int tree = 0; tree < reached.length; tree++) {
        int node = reached[tree];
        float above = row[attributes[start + node]] - thresholds[start + node];
        reached[tree] = 2 * node + 1 - (Float.floatToRawIntBits(above) >>> 31);
      }
      start += reached.length << level;
    }
    return sumOfPathLengths(reached);
  }

  /** Four sums, so that an addition need not wait for the addition before it. */
  private double sumOfPathLengths(int[] leaves) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int tree = 0;
    for (; tree + 3 < leaves.length; tree += 4) {
      first += pathLengths[leaves[tree]];
      second += pathLengths[leaves[tree + 1]];
      third += pathLengths[leaves[tree + 2]];
      fourth += pathLengths[leaves[tree + 3]];
    }
    for (; tree < leaves.length; tree++) {
      first += pathLengths[leaves[tree]];
    }
    return (first + second) + (third + fourth);
  }

  @Override
  void attributePaths(float[] row, double[] out, double weight) {
    for (int tree = 0; tree < trees(); tree++) {
      int node = tree;
      double expected = averagePathLengths[psi()];
      for (int level = 0; level < height && !isLeaf(level, node); level++) {
        int at = levelStart(level) + node;
        int attribute = attributes[at];
        node = 2 * node + (row[attribute] < thresholds[at] ? 0 : 1);
        double next = level + 1 + averagePathLengths[sizes[levelStart(level + 1) + node]];
        out[attribute] += weight * (expected - next);
        expected = next;
      }
    }
  }

  private boolean isLeaf(int level, int node) {
    return level == height || sizes[levelStart(level + 1) + 2 * node] == 0;
  }

  /** Writes each tree in preorder: inner nodes by attribute and threshold, leaves by size. */
  @Override
  void writeTrees(DataOutput out) throws IOException {
    for (int tree = 0; tree < trees(); tree++) {
      writeNode(out, 0, tree);
    }
  }

  private void writeNode(DataOutput out, int level, int node) throws IOException {
    int at = levelStart(level) + node;
    if (isLeaf(level, node)) {
      out.writeInt(LEAF);
      out.writeInt(sizes[at]);
    } else {
      out.writeInt(attributes[at]);
      out.writeFloat(thresholds[at]);
      writeNode(out, level + 1, 2 * node);
      writeNode(out, level + 1, 2 * node + 1);
    }
  }

  static AxisParallelForest read(DataInput in, int trees, int psi) throws IOException {
    AxisParallelForest forest = new AxisParallelForest(trees, psi);
    for (int tree = 0; tree < trees; tree++) {
      forest.readNode(in, 0, tree);
    }
    return forest;
  }

  private int readNode(DataInput in, int level, int node) throws IOException {
    int attribute = in.readInt();
    if (attribute == LEAF) {
      int size = in.readInt();
      leaf(level, node, size);
      return size;
    }
    float threshold = in.readFloat();
    int size = readNode(in, level + 1, 2 * node) + readNode(in, level + 1, 2 * node + 1);
    split(level, node, size, attribute, threshold);
    return size;
  }
}
