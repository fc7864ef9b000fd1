package dev.longtail.training.report;

import dev.longtail.training.data.CumulativeCounts;
import dev.longtail.training.data.CumulativeCounts.Curve;
import dev.longtail.training.data.CumulativeCounts.Day;
import dev.longtail.training.data.FunnelCounts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Cumulative counts of one scale by day. The first chart shows all curves over many powers of ten.
 * The second shows anomalies and exemplars on a linear axis, where a reader sees whether they still
 * grow.
 *
 * @param scale {@code full} or {@code reduced}
 * @param all chart of every curve, logarithmic
 * @param kept chart of anomalies and exemplars, linear
 * @param legend one entry per curve, with its last count
 * @param caption the charts in words
 */
record CumulativeFigure(
    String scale, String all, String kept, List<RocFigure.LegendEntry> legend, String caption) {

  /**
   * Ratio of exemplars per day, last days to first days. Below 0.8 the curve flattens, above 1.2 it
   * steepens. A month is too short to judge smaller changes.
   */
  private static final double FLATTER = 0.8;

  private static final double STEEPER = 1.2;

  private static final int WEEK = 7;

  private static final Map<Curve, Series.Style> STYLES = new EnumMap<>(Curve.class);

  static {
    STYLES.put(Curve.EVENTS, new Series.Style("#3d4451", "none"));
    STYLES.put(Curve.UNIQUE, new Series.Style("#e69f00", "none"));
    STYLES.put(Curve.ANOMALIES, new Series.Style("#cc79a7", "6 4"));
    STYLES.put(Curve.EXEMPLARS, new Series.Style("#0072b2", "none"));
  }

  /**
   * A figure for each scale that found anything.
   *
   * @param funnel of the same backfill; tells how many records belong to no day
   */
  static List<CumulativeFigure> of(CumulativeCounts counts, FunnelCounts funnel) {
    // All scales share their days, so readers can compare charts that stand below each other.
    List<String> days =
        new ArrayList<>(new TreeSet<>(counts.days().stream().map(Day::day).toList()));
    Map<String, List<Day>> scales = new TreeMap<>();
    for (Day day : counts.days()) {
      scales.computeIfAbsent(day.scale(), s -> new ArrayList<>()).add(day);
    }
    List<CumulativeFigure> figures = new ArrayList<>();
    scales.forEach(
        (scale, ofScale) -> {
          if (last(ofScale).count(Curve.ANOMALIES) > 0) {
            figures.add(of(scale, ofScale, days, undated(funnel, scale)));
          }
        });
    return figures;
  }

  private static CumulativeFigure of(
      String scale, List<Day> ofScale, List<String> days, long undated) {
    Day last = last(ofScale);
    List<Curve> curves = STYLES.keySet().stream().filter(c -> last.count(c) > 0).toList();
    List<Curve> kept = List.of(Curve.ANOMALIES, Curve.EXEMPLARS);
    long most = last.counts().values().stream().mapToLong(Long::longValue).max().orElse(0);
    Axis x = Axis.categories("day", shortened(days));
    return new CumulativeFigure(
        scale,
        new LineChart(
                "cumulative-" + scale,
                "cumulative counts of scale %s by day, logarithmic".formatted(scale),
                x,
                Axis.logarithmic("cumulative count, logarithmic", (double) most),
                series(curves, ofScale, days))
            .svg(),
        new LineChart(
                "kept-" + scale,
                "cumulative anomalies of scale %s by day, and those left after near-duplicates"
                    .formatted(scale),
                x,
                Axis.linear("cumulative count, linear", (double) last.count(Curve.ANOMALIES)),
                series(kept, ofScale, days))
            .svg(),
        curves.stream().map(curve -> legend(curve, last)).toList(),
        caption(ofScale, undated));
  }

  private static List<Series> series(List<Curve> curves, List<Day> ofScale, List<String> days) {
    List<Series> series = new ArrayList<>();
    for (Curve curve : curves) {
      series.add(
          new Series(
              name(curve),
              STYLES.get(curve),
              ofScale.stream()
                  .map(day -> new Series.Point(days.indexOf(day.day()), day.count(curve)))
                  .toList()));
    }
    return series;
  }

  private static RocFigure.LegendEntry legend(Curve curve, Day last) {
    Series.Style style = STYLES.get(curve);
    return new RocFigure.LegendEntry(
        name(curve), style.colour(), style.dashes(), Shown.count(last.count(curve)));
  }

  private static String caption(List<Day> days, long undated) {
    Day last = last(days);
    StringBuilder text = new StringBuilder();
    text.append(
        "By the end of %s, %s of %s anomalies were left after near-duplicates were removed (%s). "
            .formatted(
                last.day(),
                Shown.count(last.count(Curve.EXEMPLARS)),
                Shown.count(last.count(Curve.ANOMALIES)),
                Shown.percent((double) last.count(Curve.EXEMPLARS) / last.count(Curve.ANOMALIES))));
    text.append(trend(days));
    if (undated > 0) {
      text.append(
          " %s records without a readable time belong to no day and are not drawn."
              .formatted(Shown.count(undated)));
    }
    return text.toString();
  }

  /** How many exemplars the last days added per day, compared with the first days. */
  private static String trend(List<Day> days) {
    int span = Math.min(WEEK, days.size() / 2);
    if (span == 0) {
      return "One day shows no trend.";
    }
    long end = last(days).count(Curve.EXEMPLARS);
    double first = (double) days.get(span - 1).count(Curve.EXEMPLARS) / span;
    double late = (double) (end - days.get(days.size() - 1 - span).count(Curve.EXEMPLARS)) / span;
    if (first == 0) {
      return "The first days left none.";
    }
    double change = late / first;
    return "%s added %s a day, %s %s (%s of that): %s."
        .formatted(
            span == 1 ? "The first day" : "The first " + span + " days",
            Shown.count(Math.round(first)),
            span == 1 ? "the last day" : "the last " + span + " days",
            Shown.count(Math.round(late)),
            Shown.percent(change),
            meaning(change));
  }

  private static String meaning(double change) {
    if (change < FLATTER) {
      return "the curve flattens, as more and more of a day's anomalies resemble earlier ones";
    }
    return change > STEEPER
        ? "the curve steepens; more days would bring more new lines"
        : "the curve is nearly straight; more days would bring about as many new lines again";
  }

  private static long undated(FunnelCounts funnel, String scale) {
    return funnel.windows().stream()
        .filter(w -> w.window().equals("unknown") && w.scale().equals(scale))
        .mapToLong(w -> w.counts().get(FunnelCounts.Stage.EVENTS))
        .sum();
  }

  /**
   * Drops the year if all days share it, and the seconds in the names of windows that are not days.
   */
  private static List<String> shortened(Collection<String> days) {
    boolean oneYear =
        days.stream().map(day -> day.substring(0, Math.min(5, day.length()))).distinct().count()
            == 1;
    return days.stream()
        .map(day -> day.replaceFirst("T(\\d\\d:\\d\\d):\\d\\dZ$", " $1"))
        .map(day -> oneYear ? day.replaceFirst("^\\d{4}-", "") : day)
        .toList();
  }

  private static Day last(List<Day> days) {
    return days.get(days.size() - 1);
  }

  private static String name(Curve curve) {
    return switch (curve) {
      case EVENTS -> "all events";
      case UNIQUE -> "unique of their day";
      case ANOMALIES -> "anomalies";
      case NEAR_DUPLICATES -> "near-duplicates";
      case EXEMPLARS -> "left after near-duplicates";
    };
  }
}
