package dev.longtail.detectors.forest;

import dev.longtail.detectors.model.FeatureTable;
import java.util.SplittableRandom;

/** Grows the trees of an {@link ExtendedIsolationForest} (Algorithm 2 in Hariri et al.). */
final class HyperplaneGrowth {
  private final Subsample subsample;
  private final int extension;
  private final int heightLimit;
  private final SplittableRandom random;

  /** Rows of the subsample; the rows of a node lie side by side. */
  private final int[] order;

  private final double[] distances;
  private final long[] varying;

  HyperplaneGrowth(FeatureTable rows, int psi, int extension, long seed) {
    this.subsample = Subsample.of(rows, psi);
    this.extension = extension;
    this.heightLimit = IsolationForest.heightLimit(psi);
    this.random = new SplittableRandom(seed);
    this.order = new int[psi];
    this.distances = new double[psi];
    this.varying = new long[(rows.columns() + Long.SIZE - 1) / Long.SIZE];
  }

  HyperplaneNodes grow(int trees) {
    HyperplaneNodes nodes = new HyperplaneNodes(trees);
    for (int tree = 0; tree < trees; tree++) {
      subsample.draw(random);
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      nodes.beginTree(tree);
      grow(nodes, 0, order.length, 0);
    }
    return nodes;
  }

  private void grow(HyperplaneNodes nodes, int from, int to, int depth) {
    int size = to - from;
    int node = nodes.add(size);
    if (depth == heightLimit || size < 2) {
      return;
    }
    int candidates = subsample.markVarying(order, from, to, varying);
    if (candidates == 0) {
      return;
    }
    drawHyperplane(nodes, candidates, from, to);
    int middle = partition(from, to);
    grow(nodes, from, middle, depth + 1);
    nodes.beginRight(node);
    grow(nodes, middle, to, depth + 1);
  }

  /** Draws the last node's hyperplane and sets {@link #distances} of its rows. */
  private void drawHyperplane(HyperplaneNodes nodes, int candidates, int from, int to) {
    for (int i = from; i < to; i++) {
      distances[order[i]] = 0;
    }
    for (int left = candidates; left > 0 && candidates - left <= extension; left--) {
      int attribute = Subsample.marked(varying, random.nextInt(left));
      Subsample.unmark(varying, attribute);
      float[] values = subsample.column(attribute, order, from, to);
      float point = pointOf(values, from, to);
      float normal = (float) gaussian();
      nodes.addComponent(attribute, normal, point);
      for (int i = from; i < to; i++) {
        distances[order[i]] += HyperplaneNodes.distance(values[order[i]], point, normal);
      }
    }
  }

  private float pointOf(float[] values, int from, int to) {
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      min = Math.min(min, values[order[i]]);
      max = Math.max(max, values[order[i]]);
    }
    return (float) (min + random.nextDouble() * ((double) max - min));
  }

  /** Marsaglia's polar method; Java's own Gaussians may change from one version to the next. */
  private double gaussian() {
    double x;
    double square;
    do {
      x = 2 * random.nextDouble() - 1;
      double y = 2 * random.nextDouble() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    return x * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
  }

  private int partition(int from, int to) {
    int middle = from;
    for (int i = from; i < to; i++) {
      int row = order[i];
      if (distances[row] <= 0) {
        order[i] = order[middle];
        order[middle++] = row;
      }
    }
    return middle;
  }
}
