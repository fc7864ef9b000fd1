package dev.longtail.detectors.forest;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The trees of an {@link ExtendedIsolationForest}, each in preorder: an inner node is followed by
 * its left child.
 */
final class HyperplaneNodes {
  private static final int LEAF = -1;

  private final int[] roots;
  private int count;

  /** The right child of each inner node, or {@link #LEAF}. */
  private int[] rights = new int[1024];

  /** For each node, how many rows of the subsample reached it, and their {@code c(n)}. */
  private int[] sizes = new int[1024];

  private double[] averagePathLengths = new double[1024];

  /** Index of each node's first hyperplane component. They end where the next node's begin. */
  private int[] starts = new int[1025];

  private int components;
  private int[] attributes = new int[1024];
  private float[] normals = new float[1024];
  private float[] points = new float[1024];

  HyperplaneNodes(int trees) {
    this.roots = new int[trees];
  }

  int trees() {
    return roots.length;
  }

  int root(int tree) {
    return roots[tree];
  }

  boolean isLeaf(int node) {
    return rights[node] == LEAF;
  }

  double averagePathLength(int node) {
    return averagePathLengths[node];
  }

  /** The child that a row goes to. */
  int next(int node, float[] row) {
    double distance = 0;
    for (int i = starts[node]; i < starts[node + 1]; i++) {
      distance += part(row[attributes[i]], i);
    }
    return distance <= 0 ? node + 1 : rights[node];
  }

  private double part(float value, int component) {
    return distance(value, points[component], normals[component]);
  }

  /** A component's part in the distance of a row to a hyperplane. */
  static double distance(float value, float point, float normal) {
    return ((double) value - point) * normal;
  }

  /** Shares {@code amount} among the attributes of a hyperplane. */
  void share(int node, float[] row, double amount, double[] out) {
    double total = 0;
    for (int i = starts[node]; i < starts[node + 1]; i++) {
      total += Math.abs(part(row[attributes[i]], i));
    }
    boolean comparable = total > 0 && total < Double.POSITIVE_INFINITY;
    int parts = starts[node + 1] - starts[node];
    for (int i = starts[node]; i < starts[node + 1]; i++) {
      double share = comparable ? Math.abs(part(row[attributes[i]], i)) / total : 1.0 / parts;
      out[attributes[i]] += amount * share;
    }
  }

  /** Appends a node as a leaf. */
  int add(int size) {
    if (count == rights.length) {
      rights = Arrays.copyOf(rights, 2 * count);
      sizes = Arrays.copyOf(sizes, 2 * count);
      averagePathLengths = Arrays.copyOf(averagePathLengths, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count + 1);
    }
    rights[count] = LEAF;
    sizes[count] = size;
    averagePathLengths[count] = IsolationForest.averagePathLength(size);
    starts[count + 1] = components;
    return count++;
  }

  /** Makes the next node the root of a tree. */
  void beginTree(int tree) {
    roots[tree] = count;
  }

  /** Adds a component to the hyperplane of the last node. */
  void addComponent(int attribute, float normal, float point) {
    if (components == attributes.length) {
      attributes = Arrays.copyOf(attributes, 2 * components);
      normals = Arrays.copyOf(normals, 2 * components);
      points = Arrays.copyOf(points, 2 * components);
    }
    attributes[components] = attribute;
    normals[components] = normal;
    points[components] = point;
    components++;
    starts[count] = components;
  }

  /** Makes the next node the right child of {@code node}. */
  void beginRight(int node) {
    rights[node] = count;
  }

  void write(DataOutput out) throws IOException {
    for (int root : roots) {
      out.writeInt(root);
    }
    out.writeInt(count);
    for (int node = 0; node < count; node++) {
      out.writeInt(sizes[node]);
      out.writeInt(rights[node]);
      out.writeInt(starts[node + 1] - starts[node]);
      for (int i = starts[node]; i < starts[node + 1]; i++) {
        out.writeInt(attributes[i]);
        out.writeFloat(normals[i]);
        out.writeFloat(points[i]);
      }
    }
  }

  static HyperplaneNodes read(DataInput in, int trees) throws IOException {
    HyperplaneNodes nodes = new HyperplaneNodes(trees);
    for (int tree = 0; tree < trees; tree++) {
      nodes.roots[tree] = in.readInt();
    }
    for (int left = in.readInt(); left > 0; left--) {
      int node = nodes.add(in.readInt());
      nodes.rights[node] = in.readInt();
      for (int parts = in.readInt(); parts > 0; parts--) {
        nodes.addComponent(in.readInt(), in.readFloat(), in.readFloat());
      }
    }
    return nodes;
  }
}
