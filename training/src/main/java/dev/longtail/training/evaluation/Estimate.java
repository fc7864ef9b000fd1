package dev.longtail.training.evaluation;

import dev.longtail.training.metrics.Measure;
import dev.longtail.training.metrics.Sampled;
import dev.longtail.udfs.statistics.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A figure with its 95 % intervals, as JSON. A figure that the set is too small to know is null,
 * and so is an interval that cannot be had.
 *
 * @param value the figure
 * @param overLines low and high end if other lines had been drawn
 * @param overFamilies low and high end if other families had been drawn
 */
public record Estimate(Double value, List<Double> overLines, List<Double> overFamilies) {
  private static final double DIGITS = 1e6;

  /** The figure of {@code sampled}. */
  public static Estimate of(Sampled sampled) {
    return new Estimate(
        sampled.isKnown() ? round(sampled.value()) : null,
        ends(sampled.overLines()),
        ends(sampled.overFamilies()));
  }

  /** All measures by their names in JSON; {@code sampled} is ordered as {@link Measure}. */
  public static Map<String, Estimate> all(List<Sampled> sampled) {
    Map<String, Estimate> estimates = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      estimates.put(measure.field(), of(sampled.get(measure.ordinal())));
    }
    return estimates;
  }

  /** The value with {@code format}, or {@code unknown}. */
  public String text(String format) {
    return value == null ? "unknown" : String.format(Locale.ROOT, format, value);
  }

  /** An interval with {@code format} for its ends, or a dash. */
  public static String text(List<Double> interval, String format) {
    return interval == null
        ? "–"
        : String.format(Locale.ROOT, format + " to " + format, interval.get(0), interval.get(1));
  }

  private static List<Double> ends(Optional<Interval> interval) {
    return interval.map(i -> List.of(round(i.low()), round(i.high()))).orElse(null);
  }

  /** Six digits are more than any interval here supports, and short to read. */
  public static double round(double value) {
    return Math.round(value * DIGITS) / DIGITS;
  }
}
