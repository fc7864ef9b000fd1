package dev.longtail.detectors.forest;

import dev.longtail.detectors.model.FeatureTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Extended isolation forest (Hariri, Carrasco Kind and Brunner, "Extended Isolation Forest", IEEE
 * TKDE 33(4), 2021; arXiv 1811.02141): nodes split by hyperplanes of random slope.
 *
 * <p>With splits parallel to the axes, the score of a place depends on the rows beside it along an
 * axis. Two clusters on a diagonal then produce two more usual regions without rows ("ghost"
 * regions). Hyperplanes avoid this.
 *
 * <p>A row goes left if {@code (x - p) · n <= 0}. The components of {@code n} are independent and
 * normal; {@code p} is uniform in the bounding box of the node's rows. The extension level is the
 * number of components of {@code n}, beyond the first, that are not 0. Level 0 is the standard
 * forest.
 *
 * <p>As in {@link AxisParallelForest} only attributes that vary in the node are drawn. In the
 * published form, a constant attribute can make a split that separates nothing. A hyperplane may
 * still leave one side without rows, as published.
 */
public final class ExtendedIsolationForest extends IsolationForest {
  private final HyperplaneNodes nodes;

  ExtendedIsolationForest(int psi, HyperplaneNodes nodes) {
    super(nodes.trees(), psi);
    this.nodes = nodes;
  }

  /**
   * Fits a forest.
   *
   * @param rows as for {@link IsolationForest#fit}
   * @param trees number of trees
   * @param subsample ψ
   * @param extension the extension level, from 0; where fewer attributes vary all of them are taken
   * @param seed of all random choices
   * @throws IllegalArgumentException as for {@link IsolationForest#fit}
   */
  public static ExtendedIsolationForest fit(
      FeatureTable rows, int trees, int subsample, int extension, long seed) {
    requireSettings(rows, trees, subsample);
    if (extension < 0) {
      throw new IllegalArgumentException("extension level " + extension);
    }
    int psi = Math.min(subsample, rows.rows());
    HyperplaneGrowth growth = new HyperplaneGrowth(rows, psi, extension, seed);
    return new ExtendedIsolationForest(psi, growth.grow(trees));
  }

  @Override
  double totalPathLength(float[] row) {
    double total = 0;
    for (int tree = 0; tree < trees(); tree++) {
      int node = nodes.root(tree);
      int depth = 0;
      for (; !nodes.isLeaf(node); depth++) {
        node = nodes.next(node, row);
      }
      total += depth + nodes.averagePathLength(node);
    }
    return total;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The attributes of a hyperplane share its change in proportion to {@code |n_j (x_j - p_j)|},
   * their part in the row's distance to the hyperplane. If this sum is 0 or infinite, they share
   * equally.
   */
  @Override
  void attributePaths(float[] row, double[] out, double weight) {
    for (int tree = 0; tree < trees(); tree++) {
      int node = nodes.root(tree);
      while (!nodes.isLeaf(node)) {
        int child = nodes.next(node, row);
        double change = nodes.averagePathLength(node) - 1 - nodes.averagePathLength(child);
        nodes.share(node, row, weight * change, out);
        node = child;
      }
    }
  }

  @Override
  void writeTrees(DataOutput out) throws IOException {
    nodes.write(out);
  }

  static ExtendedIsolationForest read(DataInput in, int trees, int psi) throws IOException {
    return new ExtendedIsolationForest(psi, HyperplaneNodes.read(in, trees));
  }
}
