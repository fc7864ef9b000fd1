package dev.longtail.job.page;

import java.util.Comparator;
import java.util.List;

/**
 * An anomaly as the page shows it. Texts are cut; they are escaped when they are shown.
 *
 * @param reasons what made it stand out, the most important first
 */
record ShownAnomaly(
    String id,
    String window,
    String scale,
    String detector,
    int rank,
    double score,
    CommandText line,
    List<Reason> reasons,
    SeenAt seen)
    implements Comparable<ShownAnomaly> {
  private static final Comparator<ShownAnomaly> ORDER =
      Comparator.comparing(ShownAnomaly::window, Comparator.reverseOrder())
          .thenComparingInt(ShownAnomaly::rank)
          .thenComparing(ShownAnomaly::scale)
          .thenComparing(ShownAnomaly::detector)
          .thenComparing(ShownAnomaly::id);

  /** A feature's part of it. */
  record Reason(String feature, String meaning, double value, double usual, double share) {}

  /** The latest window first, in it the most unusual first. */
  @Override
  public int compareTo(ShownAnomaly other) {
    return ORDER.compare(this, other);
  }
}
