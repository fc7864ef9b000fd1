package dev.longtail.udfs.bench;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The walk that a forest is measured by: nodes in arrays, four trees interleaved, a fixed number of
 * steps, no checks and no score. A leaf is its own child.
 */
public final class BareForest {
  private final int height;
  private final int[] roots;
  private int count;
  private int[] attributes = new int[1024];
  private float[] thresholds = new float[1024];
  private int[] lefts = new int[1024];
  private float[] pathLengths = new float[1024];

  /** Grows {@code trees} trees, each on {@code psi} of the rows. */
  public BareForest(float[][] rows, int trees, int psi, long seed) {
    if (trees % 4 != 0) {
      throw new IllegalArgumentException(trees + " trees cannot be walked in fours");
    }
    SplittableRandom random = new SplittableRandom(seed);
    height = Integer.SIZE - Integer.numberOfLeadingZeros(psi - 1);
    roots = new int[trees];
    for (int tree = 0; tree < trees; tree++) {
      float[][] sample = new float[psi][];
      Arrays.setAll(sample, i -> rows[random.nextInt(rows.length)]);
      roots[tree] = nodes(1);
      grow(roots[tree], sample, 0, random);
    }
  }

  private int nodes(int more) {
    if (count + more > lefts.length) {
      attributes = Arrays.copyOf(attributes, 2 * count);
      thresholds = Arrays.copyOf(thresholds, 2 * count);
      lefts = Arrays.copyOf(lefts, 2 * count);
      pathLengths = Arrays.copyOf(pathLengths, 2 * count);
    }
    count += more;
    return count - more;
  }

  private void grow(int node, float[][] rows, int depth, SplittableRandom random) {
    for (int tries = 0; depth < height && rows.length > 1 && tries < 10_000; tries++) {
      int attribute = random.nextInt(rows[0].length);
      float min = rows[0][attribute];
      float max = min;
      for (float[] row : rows) {
        min = Math.min(min, row[attribute]);
        max = Math.max(max, row[attribute]);
      }
      float threshold = min + (float) random.nextDouble() * (max - min);
      if (min < threshold) {
        attributes[node] = attribute;
        thresholds[node] = threshold;
        int left = nodes(2);
        lefts[node] = left;
        grow(left, side(rows, attribute, threshold, true), depth + 1, random);
        grow(left + 1, side(rows, attribute, threshold, false), depth + 1, random);
        return;
      }
    }
    thresholds[node] = Float.POSITIVE_INFINITY;
    lefts[node] = node;
    pathLengths[node] = depth + (float) Math.log(rows.length);
  }

  private static float[][] side(float[][] rows, int attribute, float threshold, boolean below) {
    return Arrays.stream(rows)
        .filter(row -> row[attribute] < threshold == below)
        .toArray(float[][]::new);
  }

  /** The sum of the path lengths of all trees for a row. */
  public float totalPathLength(float[] row) {
    int[] attributes = this.attributes;
    float[] thresholds = this.thresholds;
    int[] lefts = this.lefts;
    float total = 0;
    for (int tree = 0; tree < roots.length; tree += 4) {
      int a = roots[tree];
      int b = roots[tree + 1];
      int c = roots[tree + 2];
      int d = roots[tree + 3];
      for (int level = 0; level < height; level++) {
        a = lefts[a] + (row[attributes[a]] < thresholds[a] ? 0 : 1);
        b = lefts[b] + (row[attributes[b]] < thresholds[b] ? 0 : 1);
        c = lefts[c] + (row[attributes[c]] < thresholds[c] ? 0 : 1);
        d = lefts[d] + (row[attributes[d]] < thresholds[d] ? 0 : 1);
      }
      total += pathLengths[a] + pathLengths[b] + pathLengths[c] + pathLengths[d];
    }
    return total;
  }
}
