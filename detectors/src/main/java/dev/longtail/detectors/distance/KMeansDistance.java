package dev.longtail.detectors.distance;

import dev.longtail.detectors.model.AnomalyModel;
import dev.longtail.detectors.model.ColumnScaling;
import dev.longtail.detectors.model.FeatureTable;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The distance of a row to the usual rows: the distance to the nearest centroid of a {@link
 * TrimmedKMeans} over scaled columns ({@link ColumnScaling}), in units of that cluster's width. It
 * is about 1 for a usual row.
 *
 * <pre>score = min_j |z - μ_j| / w_j,   w_j = (n_j √(s_j S) + m S) / (n_j + m),   m = p + 1</pre>
 *
 * {@code s_j} is the median distance of the cluster's {@code n_j} rows to its centroid, {@code S}
 * the median distance of all rows to their centroids, and {@code p} the number of columns.
 *
 * <p>The geometric mean is a compromise. Without scaling, every row of a wide cluster is an
 * anomaly. With scaling by the cluster's width alone, every row beside a tight cluster is one.
 *
 * <p>The width of a small cluster comes mostly from the table, as if {@code p + 1} rows of usual
 * width were also its members: a cluster needs so many rows to have any width. {@code s_j} is at
 * least {@code S/16}, because copies of one line have no width.
 *
 * <p>A column's contribution is {@code (z_c - μ_jc)² / (w_j² score)}. Contributions are never
 * negative and sum to the score.
 */
public final class KMeansDistance implements AnomalyModel {
  private static final double LEAST_SPREAD = 1.0 / 16;

  /** Number of random starts; their distances are averaged. */
  private static final int STARTS = 5;

  /** Rows of a start: hundreds for each centroid, whatever the size of the table. */
  private static final int ROWS = 16384;

  private final ColumnScaling scaling;
  private final Start[] starts;
  private final float[] scaled;

  private KMeansDistance(ColumnScaling scaling, Start[] starts) {
    this.scaling = scaling;
    this.starts = starts;
    this.scaled = new float[scaling.columns()];
  }

  static KMeansDistance fit(FeatureTable sample, int clusters, double trim, long seed) {
    ColumnScaling scaling = ColumnScaling.fit(sample, seed);
    SplittableRandom random = new SplittableRandom(seed);
    Start[] starts = new Start[STARTS];
    ScaledBlocks rows = null;
    for (int i = 0; i < starts.length; i++) {
      if (rows == null || rows.rows() < sample.rows()) {
        int[] drawn = ColumnScaling.draw(sample.rows(), Math.max(ROWS, 64 * clusters), random);
        rows = ScaledBlocks.of(sample, scaling, drawn);
      }
      starts[i] = Start.of(TrimmedKMeans.fit(rows, clusters, trim, random.split()));
    }
    return new KMeansDistance(scaling, starts);
  }

  @Override
  public double score(float[] row) {
    scaling.apply(row, scaled, 0);
    double sum = 0;
    for (Start start : starts) {
      sum += start.distance(start.nearest(scaled), scaled);
    }
    return sum / starts.length;
  }

  @Override
  public void contributions(float[] row, double[] out) {
    scaling.apply(row, scaled, 0);
    Arrays.fill(out, 0);
    for (Start start : starts) {
      start.addContributions(scaled, 1.0 / starts.length, out);
    }
  }

  /**
   * The centroids from one start.
   *
   * @param centroids in scaled columns
   * @param widths of the clusters
   */
  private record Start(float[][] centroids, double[] widths) {
    static Start of(TrimmedKMeans fitted) {
      return new Start(fitted.centroids(), widths(fitted, fitted.centroids()[0].length));
    }

    int nearest(float[] scaled) {
      double least = Double.POSITIVE_INFINITY;
      int nearest = 0;
      for (int j = 0; j < centroids.length; j++) {
        double distance = squaredDistance(scaled, centroids[j]) / (widths[j] * widths[j]);
        if (distance < least) {
          least = distance;
          nearest = j;
        }
      }
      return nearest;
    }

    double distance(int j, float[] scaled) {
      return Math.sqrt(squaredDistance(scaled, centroids[j])) / widths[j];
    }

    void addContributions(float[] scaled, double share, double[] out) {
      int j = nearest(scaled);
      double distance = distance(j, scaled);
      if (distance == 0) {
        return;
      }
      double unit = share / (widths[j] * widths[j] * distance);
      for (int c = 0; c < scaled.length; c++) {
        double difference = (double) scaled[c] - centroids[j][c];
        out[c] += difference * difference * unit;
      }
    }

    private static double[] widths(TrimmedKMeans fitted, int columns) {
      int clusters = fitted.centroids().length;
      int[] counts = new int[clusters];
      for (int j : fitted.nearest()) {
        counts[j]++;
      }
      float[][] members = new float[clusters][];
      Arrays.setAll(members, j -> new float[counts[j]]);
      int[] filled = new int[clusters];
      float[] all = fitted.distances().clone();
      for (int i = 0; i < all.length; i++) {
        int j = fitted.nearest()[i];
        members[j][filled[j]++] = all[i];
      }
      double usual = usualDistance(all);
      double few = columns + 1.0;
      double[] widths = new double[clusters];
      for (int j = 0; j < clusters; j++) {
        double own = counts[j] == 0 ? usual : Math.max(median(members[j]), LEAST_SPREAD * usual);
        widths[j] = (counts[j] * Math.sqrt(own * usual) + few * usual) / (counts[j] + few);
      }
      return widths;
    }

    /**
     * The median distance. If most rows are copies of centroids, the mean distance; if all are, 1.
     */
    private static double usualDistance(float[] squares) {
      double median = median(squares);
      if (median > 0) {
        return median;
      }
      double sum = 0;
      for (float square : squares) {
        sum += Math.sqrt(square);
      }
      return sum > 0 ? sum / squares.length : 1;
    }

    /** The square root of the upper median; sorts its argument. */
    private static double median(float[] squares) {
      Arrays.sort(squares);
      return Math.sqrt(squares[squares.length / 2]);
    }

    /** Four sums, so that an addition need not wait for the addition before it. */
    private static double squaredDistance(float[] a, float[] b) {
      float s0 = 0;
      float s1 = 0;
      float s2 = 0;
      float s3 = 0;
      int i = 0;
      for (; i + 4 <= a.length; i += 4) {
        float d0 = a[i] - b[i];
        float d1 = a[i + 1] - b[i + 1];
        float d2 = a[i + 2] - b[i + 2];
        float d3 = a[i + 3] - b[i + 3];
        s0 += d0 * d0;
        s1 += d1 * d1;
        s2 += d2 * d2;
        s3 += d3 * d3;
      }
      double sum = (double) s0 + s1 + s2 + s3;
      for (; i < a.length; i++) {
        double difference = (double) a[i] - b[i];
        sum += difference * difference;
      }
      return sum;
    }
  }
}
