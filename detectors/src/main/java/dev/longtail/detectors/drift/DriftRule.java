package dev.longtail.detectors.drift;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * When a window has moved: if it is like none of the windows before it, and much less like them
 * than they were among each other. So a weekend is compared with the weekend before, a site that
 * changes every day has a higher limit, and a change that lasts is told once, in its first window.
 *
 * @param windows number of earlier windows; before there are so many, nothing has moved
 * @param thresholds by measure: population stability index above which two windows differ, if both
 *     have so many lines that chance does not explain it, and none of the earlier windows was half
 *     as far from those before it
 */
public record DriftRule(int windows, Map<DriftMeasure, Double> thresholds) implements Serializable {
  /**
   * Two weeks. The thresholds are at least three times the largest index in a month without a
   * change (docs/operations/drift.md).
   */
  public static final DriftRule DEFAULT =
      new DriftRule(
          14,
          Map.of(
              DriftMeasure.SCORES, 0.1,
              DriftMeasure.VOCABULARY, 0.05,
              DriftMeasure.UNIQUE_SHARE, 0.02));

  /** So many times as far as the earlier windows were is unusual. */
  private static final double USUAL = 2;

  /** Refuses fewer than one window, and a measure without a positive threshold. */
  public DriftRule {
    thresholds = Map.copyOf(thresholds);
    if (windows < 1) {
      throw new IllegalArgumentException(windows + " windows to compare with");
    }
    for (DriftMeasure measure : DriftMeasure.values()) {
      if (!(thresholds.getOrDefault(measure, 0.0) > 0)) {
        throw new IllegalArgumentException("the threshold of " + measure + " must be above 0");
      }
    }
  }

  /**
   * Compares a window by each measure that it and at least one earlier window has.
   *
   * @param earlier at most {@link #windows}, in any order
   */
  public List<WindowDrift> compare(WindowProfile window, Collection<WindowProfile> earlier) {
    List<WindowDrift> drifts = new ArrayList<>();
    for (DriftMeasure measure : DriftMeasure.values()) {
      WindowDrift drift = compare(window, earlier, measure);
      if (drift != null) {
        drifts.add(drift);
      }
    }
    return drifts;
  }

  /** The largest index of the earlier windows among each other; 0 if none is known. */
  private static double usual(Collection<WindowProfile> earlier, DriftMeasure measure) {
    return earlier.stream()
        .mapToDouble(window -> window.index(measure))
        .filter(index -> !Double.isNaN(index))
        .max()
        .orElse(0);
  }

  private WindowDrift compare(
      WindowProfile window, Collection<WindowProfile> earlier, DriftMeasure measure) {
    long[] now = window.counts(measure);
    double usual = usual(earlier, measure);
    WindowDrift nearest = null;
    int compared = 0;
    boolean likeNone = true;
    for (WindowProfile other : earlier) {
      long[] then = other.counts(measure);
      if (StabilityIndex.sum(now) == 0 || StabilityIndex.sum(then) == 0) {
        continue;
      }
      compared++;
      double psi = StabilityIndex.of(now, then);
      double chance = measure.designEffect() * StabilityIndex.bound(now, then);
      double limit = Math.max(Math.max(thresholds.get(measure), chance), USUAL * usual);
      likeNone &= psi > limit;
      if (nearest == null
          || psi < nearest.psi()
          || (psi == nearest.psi() && other.window() > nearest.nearest())) {
        nearest = new WindowDrift(window.window(), measure, psi, limit, other.window(), 0, false);
      }
    }
    if (nearest == null) {
      return null;
    }
    boolean moved = likeNone && compared >= windows;
    return new WindowDrift(
        window.window(),
        measure,
        nearest.psi(),
        nearest.limit(),
        nearest.nearest(),
        compared,
        moved);
  }
}
