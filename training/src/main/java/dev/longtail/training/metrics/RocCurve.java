package dev.longtail.training.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * The receiver operating characteristic: false positive rate against recall, one point per distinct
 * score, from (0, 0) to (1, 1). Lines with equal scores share a point, so no order among them is
 * invented.
 */
public final class RocCurve {
  /**
   * The effect of alerting on every score at or above a threshold.
   *
   * @param falsePositiveRate share of the benign lines alerted on
   * @param recall share of the malicious lines alerted on
   */
  public record Point(double falsePositiveRate, double recall) {}

  /**
   * The same for a reader of alerts.
   *
   * @param recall share of the malicious lines alerted on
   * @param precision share of the alerts that are right
   */
  public record Precision(double recall, double precision) {}

  private final long malicious;
  private final long benign;

  /** True and false positives at each threshold, highest threshold first. */
  private final List<int[]> counts;

  private RocCurve(long malicious, long benign, List<int[]> counts) {
    this.malicious = malicious;
    this.benign = benign;
    this.counts = counts;
  }

  /** The curve of {@code scored}. */
  public static RocCurve of(ScoredSet scored) {
    double[] malicious = scored.malicious();
    double[] benign = scored.benign();
    List<int[]> counts = new ArrayList<>();
    counts.add(new int[] {0, 0});
    int m = malicious.length - 1;
    int n = benign.length - 1;
    while (m >= 0 || n >= 0) {
      double threshold =
          Math.max(
              m >= 0 ? malicious[m] : Double.NEGATIVE_INFINITY,
              n >= 0 ? benign[n] : Double.NEGATIVE_INFINITY);
      while (m >= 0 && malicious[m] == threshold) {
        m--;
      }
      while (n >= 0 && benign[n] == threshold) {
        n--;
      }
      counts.add(new int[] {malicious.length - 1 - m, benign.length - 1 - n});
    }
    return new RocCurve(malicious.length, benign.length, counts);
  }

  /** Every point of the curve. */
  public List<Point> points() {
    return counts.stream().map(this::point).toList();
  }

  /**
   * The curve for drawing. A point is left out if it is closer than {@code step} to the last kept
   * point in both directions. The ends are kept.
   */
  public List<Point> points(double step) {
    List<Point> kept = new ArrayList<>();
    for (Point point : points()) {
      if (kept.isEmpty() || distance(kept.get(kept.size() - 1), point) >= step) {
        kept.add(point);
      }
    }
    Point end = new Point(1, 1);
    if (!kept.get(kept.size() - 1).equals(end)) {
      kept.add(end);
    }
    return kept;
  }

  /**
   * The precision-recall curve for drawing, from the highest threshold on; points closer than
   * {@code step} to the last kept one are left out, the last one is kept. Precision depends on the
   * share of attacks in the test set, which no network has.
   */
  public List<Precision> precisions(double step) {
    List<Precision> kept = new ArrayList<>();
    for (int[] count : counts) {
      if (count[0] + count[1] == 0) {
        continue;
      }
      Precision point =
          new Precision(count[0] / (double) malicious, count[0] / (double) (count[0] + count[1]));
      boolean last = count[0] == malicious && count[1] == benign;
      Precision before = kept.isEmpty() ? null : kept.get(kept.size() - 1);
      if (before == null
          || last
          || Math.abs(point.recall() - before.recall()) >= step
          || Math.abs(point.precision() - before.precision()) >= step) {
        kept.add(point);
      }
    }
    return kept;
  }

  /**
   * The lowest false positive rate at which at least the share {@code recall} of the malicious
   * lines is alerted on.
   */
  public double falsePositiveRateAt(double recall) {
    for (int[] count : counts) {
      if (count[0] >= recall * malicious) {
        return point(count).falsePositiveRate();
      }
    }
    throw new IllegalArgumentException("recall " + recall + " is above 1");
  }

  /**
   * Average precision: the precision at each threshold, weighted with the recall gained there.
   * There is no interpolation, as in scikit-learn's {@code average_precision_score}.
   */
  public double averagePrecision() {
    double sum = 0;
    int before = 0;
    for (int[] count : counts) {
      if (count[0] > before) {
        sum += (count[0] - before) / (double) malicious * count[0] / (count[0] + count[1]);
        before = count[0];
      }
    }
    return Math.min(1, sum); // it is a sum of rounded terms
  }

  private Point point(int[] count) {
    return new Point(count[1] / (double) benign, count[0] / (double) malicious);
  }

  private static double distance(Point a, Point b) {
    return Math.max(
        Math.abs(a.falsePositiveRate() - b.falsePositiveRate()), Math.abs(a.recall() - b.recall()));
  }
}
