package dev.longtail.udfs.statistics;

/**
 * A confidence interval; of 95 % where nothing else is said.
 *
 * @param low lower end
 * @param high upper end, not below {@code low}
 */
public record Interval(double low, double high) {
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("[" + low + ", " + high + "] is no interval");
    }
  }

  /** Whether {@code value} lies in the interval, ends included. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
