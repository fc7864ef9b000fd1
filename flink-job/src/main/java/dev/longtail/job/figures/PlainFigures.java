package dev.longtail.job.figures;

import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sums of {@link CumulativeFigures} without a job, for counts that fit into memory: the same
 * days with the same numbers. A planner and a second cluster take seconds, these sums none.
 *
 * <p>Of each place the largest count holds. From its first day on, a scale has every day to the end
 * of the range.
 */
final class PlainFigures {
  private record Place(String stage, String name) {}

  private final Map<String, TreeMap<Long, Map<Place, Long>>> scales = new TreeMap<>();

  private PlainFigures() {}

  /** The days of the counts in {@code files}, in order of scale and day; none if none has a day. */
  static List<CumulativeDay> of(CountFiles files) {
    PlainFigures figures = new PlainFigures();
    for (Path file : files.paths()) {
      JsonLines.forEach(
          file, (record, where) -> figures.add(WindowCount.of(record, where, files.windows())));
    }
    return files.range().map(figures::days).orElse(List.of());
  }

  /** The days of {@code counts}, all of windows in {@code range}. */
  static List<CumulativeDay> of(Iterable<WindowCount> counts, WindowRange range) {
    PlainFigures figures = new PlainFigures();
    counts.forEach(figures::add);
    return figures.days(range);
  }

  private void add(WindowCount count) {
    if (count.isDated()) {
      scales
          .computeIfAbsent(count.scale(), scale -> new TreeMap<>())
          .computeIfAbsent(count.start(), start -> new HashMap<>())
          .merge(new Place(count.stage(), count.place()), count.count(), Math::max);
    }
  }

  private List<CumulativeDay> days(WindowRange range) {
    List<CumulativeDay> days = new ArrayList<>();
    scales.forEach(
        (scale, starts) -> {
          Map<String, Long> sums = new HashMap<>();
          for (long start = starts.firstKey();
              start <= range.last();
              start += range.windows().size()) {
            starts
                .getOrDefault(start, Map.of())
                .forEach((place, n) -> sums.merge(place.stage(), n, Long::sum));
            days.add(day(scale, range.windows().nameOf(start), sums));
          }
        });
    return days;
  }

  private static CumulativeDay day(String scale, String name, Map<String, Long> sums) {
    long events = -sum(sums, FunnelStage.REPLAYED);
    for (String stage : CumulativeFigures.EVENTS) {
      events += sums.getOrDefault(stage, 0L);
    }
    return new CumulativeDay(
        scale,
        name,
        events,
        sum(sums, FunnelStage.UNIQUE),
        sum(sums, FunnelStage.ANOMALIES),
        sum(sums, FunnelStage.NEAR_DUPLICATES),
        sum(sums, FunnelStage.EXEMPLARS));
  }

  private static long sum(Map<String, Long> sums, FunnelStage stage) {
    return sums.getOrDefault(stage.name(), 0L);
  }
}
