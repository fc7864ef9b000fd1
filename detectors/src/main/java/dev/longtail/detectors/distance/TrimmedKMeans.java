package dev.longtail.detectors.distance;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * k-means that leaves the farthest rows out of every update: k-means-- of Chawla and Gionis,
 * <i>k-means--: A Unified Approach to Clustering and Outlier Detection</i>, SDM 2013. It starts as
 * k-means++ (Arthur and Vassilvitskii, SODA 2007), but does not draw the farthest rows, which would
 * otherwise be drawn first.
 */
final class TrimmedKMeans {
  private static final int UPDATES = 30;

  /** The fit ends when an update lowers the cost by less than this share of it. */
  private static final double TOLERANCE = 1e-4;

  private final ScaledBlocks rows;
  private final double trim;
  private final float[] distances;
  private final int[] nearest;
  private float[][] centroids;
  private float threshold;
  private double cost;

  private TrimmedKMeans(ScaledBlocks rows, double trim) {
    this.rows = rows;
    this.trim = trim;
    this.distances = new float[rows.rows()];
    this.nearest = new int[rows.rows()];
  }

  /** Fits at most {@code clusters} centroids. */
  static TrimmedKMeans fit(ScaledBlocks rows, int clusters, double trim, SplittableRandom random) {
    TrimmedKMeans fit = new TrimmedKMeans(rows, trim);
    fit.seed(clusters, random);
    fit.update();
    fit.dropEmpty();
    return fit;
  }

  /** The centroids, in scaled columns. */
  float[][] centroids() {
    return centroids;
  }

  /** The number of each row's nearest centroid. */
  int[] nearest() {
    return nearest;
  }

  /** The squared distance of each row to its nearest centroid. */
  float[] distances() {
    return distances;
  }

  private void seed(int clusters, SplittableRandom random) {
    Arrays.fill(distances, Float.POSITIVE_INFINITY);
    float[][] drawn = new float[Math.min(clusters, rows.rows())][];
    int next = random.nextInt(rows.rows());
    for (int j = 0; j < drawn.length; j++) {
      drawn[j] = rows.row(next);
      rows.nearer(drawn[j], j, distances, nearest);
      next = draw(random.nextDouble());
      if (next < 0) {
        drawn = Arrays.copyOf(drawn, j + 1);
      }
    }
    centroids = drawn;
  }

  /** A row drawn in proportion to its squared distance, or -1 if all distances are 0. */
  private int draw(double share) {
    float farthest = threshold();
    double total = 0;
    int last = -1;
    for (int i = 0; i < distances.length; i++) {
      if (distances[i] <= farthest && distances[i] > 0) {
        total += distances[i];
        last = i;
      }
    }
    double left = share * total;
    for (int i = 0; i < last; i++) {
      if (distances[i] <= farthest) {
        left -= distances[i];
        if (left < 0) {
          return i;
        }
      }
    }
    return last;
  }

  private void update() {
    rows.nearest(centroids, distances, nearest);
    measure();
    for (int update = 0; update < UPDATES; update++) {
      double before = cost;
      move();
      rows.nearest(centroids, distances, nearest);
      measure();
      if (before - cost <= TOLERANCE * before) {
        return;
      }
    }
  }

  private void measure() {
    threshold = threshold();
    cost = 0;
    for (float distance : distances) {
      cost += Math.min(distance, threshold);
    }
  }

  private void move() {
    int[] counts = new int[centroids.length];
    double[][] sums = new double[centroids.length][rows.columns()];
    rows.addMembers(distances, threshold, nearest, sums, counts);
    float[][] moved = new float[centroids.length][];
    for (int j = 0; j < moved.length; j++) {
      moved[j] = centroids[j];
      if (counts[j] > 0) {
        moved[j] = new float[rows.columns()];
        for (int c = 0; c < moved[j].length; c++) {
          moved[j][c] = (float) (sums[j][c] / counts[j]);
        }
      }
    }
    centroids = moved;
  }

  /** Drops centroids whose rows were all trimmed: they represent nothing usual. */
  private void dropEmpty() {
    boolean[] used = new boolean[centroids.length];
    int count = 0;
    for (int i = 0; i < distances.length; i++) {
      if (distances[i] <= threshold && !used[nearest[i]]) {
        used[nearest[i]] = true;
        count++;
      }
    }
    if (count == centroids.length) {
      return;
    }
    float[][] left = new float[count][];
    int next = 0;
    for (int j = 0; j < centroids.length; j++) {
      if (used[j]) {
        left[next++] = centroids[j];
      }
    }
    centroids = left;
    rows.nearest(centroids, distances, nearest);
  }

  /** The largest squared distance that is not trimmed. */
  private float threshold() {
    float[] sorted = distances.clone();
    Arrays.sort(sorted);
    int trimmed = (int) (trim * sorted.length);
    return sorted[sorted.length - 1 - trimmed];
  }
}
