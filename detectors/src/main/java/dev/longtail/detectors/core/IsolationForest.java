package dev.longtail.detectors.core;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Isolation forest (Liu, Ting and Zhou, "Isolation Forest", ICDM 2008): a row is anomalous if few
 * random splits set it apart from a subsample.
 *
 * <p>The score is {@code 2^(-E(h)/c(ψ))} (Equation 2 there), with {@code h} the path length over
 * the trees and {@code ψ} the subsample's size: about 0.5 for a usual row, towards 1 for an
 * anomaly. Since {@code c(ψ)} normalises it, scores of forests of equal ψ compare, whatever they
 * were fitted on. As in scikit-learn a split takes an attribute that varies in its node: with
 * sparse counts most attributes are constant, and splits on them would isolate nothing. {@link
 * StrictMath} makes the scores the same on every machine.
 */
public final class IsolationForest implements AnomalyModel {
  private static final double EULER_MASCHERONI = 0.5772156649015329;
  private static final int LEAF = -1;

  /** Of each tree, the index of its root node. */
  private final int[] roots;

  /** Of each node, the attribute it splits on, or {@link #LEAF}. */
  private final int[] attributes;

  /** Of each inner node, its split; of each leaf, the path length it stands for. */
  private final double[] values;

  /** Of each inner node, its left child; the right one follows it. */
  private final int[] children;

  private final double normaliser;

  private IsolationForest(
      int[] roots, int[] attributes, double[] values, int[] children, double normaliser) {
    this.roots = roots;
    this.attributes = attributes;
    this.values = values;
    this.children = children;
    this.normaliser = normaliser;
  }

  /**
   * Fits a forest.
   *
   * @param rows the sample; a tree grows on {@code subsample} of its rows, drawn without
   *     replacement, or on all where there are no more
   * @param trees number of trees
   * @param subsample ψ
   * @param seed of all random choices
   */
  public static IsolationForest fit(FeatureTable rows, int trees, int subsample, long seed) {
    if (rows.rows() == 0 || trees < 1 || subsample < 2) {
      throw new IllegalArgumentException(
          rows.rows() + " rows, " + trees + " trees, subsamples of " + subsample);
    }
    int psi = Math.min(subsample, rows.rows());
    Growth growth = new Growth(rows, psi, new SplittableRandom(seed));
    int[] roots = new int[trees];
    for (int tree = 0; tree < trees; tree++) {
      roots[tree] = growth.tree();
    }
    return new IsolationForest(
        roots,
        Arrays.copyOf(growth.attributes, growth.nodes),
        Arrays.copyOf(growth.values, growth.nodes),
        Arrays.copyOf(growth.children, growth.nodes),
        averagePathLength(psi));
  }

  @Override
  public double score(float[] row) {
    double total = 0;
    for (int root : roots) {
      int node = root;
      int attribute = attributes[node];
      while (attribute != LEAF) {
        node = children[node] + (row[attribute] < values[node] ? 0 : 1);
        attribute = attributes[node];
      }
      total += values[node];
    }
    // A sample of one row isolates nothing: every row is as usual as any other.
    return normaliser == 0 ? 0.5 : StrictMath.pow(2, -total / roots.length / normaliser);
  }

  @Override
  public void contributions(float[] row, double[] out) {
    Arrays.fill(out, 0);
  }

  /**
   * {@code c(n)}: the average path length of an unsuccessful search in a binary search tree of n
   * rows (Equation 1 in Liu et al. 2008), the normaliser of path lengths.
   */
  static double averagePathLength(int n) {
    if (n <= 1) {
      return 0;
    }
    if (n == 2) {
      return 1;
    }
    return 2 * (StrictMath.log(n - 1.0) + EULER_MASCHERONI) - 2.0 * (n - 1) / n;
  }

  /** Grows trees into shared, growing arrays of nodes. */
  private static final class Growth {
    private final FeatureTable rows;
    private final int psi;
    private final int maxDepth;
    private final SplittableRandom random;
    private final int[] order;
    private final int[] candidates;

    private int nodes;
    private int[] attributes = new int[1024];
    private double[] values = new double[1024];
    private int[] children = new int[1024];

    Growth(FeatureTable rows, int psi, SplittableRandom random) {
      this.rows = rows;
      this.psi = psi;
      this.maxDepth = 32 - Integer.numberOfLeadingZeros(psi - 1);
      this.random = random;
      this.order = new int[rows.rows()];
      this.candidates = new int[rows.columns()];
      Arrays.setAll(order, i -> i);
      Arrays.setAll(candidates, i -> i);
    }

    int tree() {
      for (int i = 0; i < psi; i++) {
        swap(order, i, i + random.nextInt(rows.rows() - i));
      }
      int root = newNodes(1);
      grow(root, 0, psi, 0);
      return root;
    }

    private void grow(int node, int from, int to, int depth) {
      int size = to - from;
      int attribute = depth < maxDepth && size > 1 ? varyingAttribute(from, to) : LEAF;
      attributes[node] = attribute;
      if (attribute == LEAF) {
        values[node] = depth + averagePathLength(size);
        return;
      }
      double split = splitOf(attribute, from, to);
      int middle = partition(attribute, split, from, to);
      int left = newNodes(2);
      values[node] = split;
      children[node] = left;
      grow(left, from, middle, depth + 1);
      grow(left + 1, middle, to, depth + 1);
    }

    /** A uniformly drawn attribute among those that vary in the rows, or {@link #LEAF}. */
    private int varyingAttribute(int from, int to) {
      for (int tried = 0; tried < candidates.length; tried++) {
        swap(candidates, tried, tried + random.nextInt(candidates.length - tried));
        if (varies(candidates[tried], from, to)) {
          return candidates[tried];
        }
      }
      return LEAF;
    }

    private boolean varies(int attribute, int from, int to) {
      double first = rows.value(order[from], attribute);
      for (int i = from + 1; i < to; i++) {
        if (rows.value(order[i], attribute) != first) {
          return true;
        }
      }
      return false;
    }

    /** Uniform in (min, max], so that "less than" leaves rows on both sides. */
    private double splitOf(int attribute, int from, int to) {
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      for (int i = from; i < to; i++) {
        double value = rows.value(order[i], attribute);
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
      double split = max - random.nextDouble() * (max - min);
      return split > min ? split : max;
    }

    private int partition(int attribute, double split, int from, int to) {
      int middle = from;
      for (int i = from; i < to; i++) {
        if (rows.value(order[i], attribute) < split) {
          swap(order, i, middle++);
        }
      }
      return middle;
    }

    private int newNodes(int count) {
      if (nodes + count > attributes.length) {
        attributes = Arrays.copyOf(attributes, 2 * attributes.length);
        values = Arrays.copyOf(values, 2 * values.length);
        children = Arrays.copyOf(children, 2 * children.length);
      }
      nodes += count;
      return nodes - count;
    }

    private static void swap(int[] array, int i, int j) {
      int kept = array[i];
      array[i] = array[j];
      array[j] = kept;
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(normaliser);
    out.writeInt(roots.length);
    for (int root : roots) {
      out.writeInt(root);
    }
    out.writeInt(attributes.length);
    for (int node = 0; node < attributes.length; node++) {
      out.writeInt(attributes[node]);
      out.writeDouble(values[node]);
      out.writeInt(children[node]);
    }
  }

  static IsolationForest read(DataInput in) throws IOException {
    double normaliser = in.readDouble();
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
    return new IsolationForest(roots, attributes, values, children, normaliser);
  }
}
