package dev.longtail.job.figures;

import dev.longtail.detectors.window.FunnelStage;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * The query behind the figures. Its input is counts by day, its output sums from the first day on.
 * In batch and in streaming mode it is the same and gives the same rows.
 *
 * <p>It works in two steps. First, a tumbling window keeps the largest count of each place, so a
 * count read twice or out of order does no harm. A few sums per day remain. Second, a cumulative
 * window adds them up. Places in the cumulative window itself would give the same result, but would
 * be carried from every day to all later days: over a year, 180 times the work.
 *
 * <p>In streaming mode a day is complete one window's length after the next day has begun, by the
 * times of the counts. The reason: the counts of a day are sent when the day closes, during the
 * next day, while dead letters of the next day are counted at once. A count that comes even later
 * is not in the figure.
 */
final class CumulativeFigures {
  /**
   * The input of the query: start of the window in epoch milliseconds, scale, stage, place, count.
   */
  static final TypeInformation<Row> COUNT =
      Types.ROW_NAMED(
          new String[] {"start", "scale", "stage", "place", "n"},
          Types.LONG,
          Types.STRING,
          Types.STRING,
          Types.STRING,
          Types.LONG);

  /** Exactly one of these stages counts each record. */
  static final Set<String> EVENTS =
      new TreeSet<>(
          List.of(
              FunnelStage.UNPARSABLE.name(),
              FunnelStage.LATE.name(),
              FunnelStage.FUTURE.name(),
              FunnelStage.REPEATED.name(),
              FunnelStage.UNIQUE.name(),
              FunnelStage.NOT_SAMPLED.name()));

  private CumulativeFigures() {}

  /** Whether the count is of dead letters that are events, or no events at all, by now. */
  static boolean isReplayed(WindowCount count) {
    return count.stage().equals(FunnelStage.REPLAYED.name());
  }

  static boolean isEvent(WindowCount count) {
    return EVENTS.contains(count.stage());
  }

  /**
   * Adds the query to {@code tables}.
   *
   * @param counts of {@link #COUNT}, all of windows in {@code range}
   * @param range the days of the figure
   * @return one row for each scale and day; {@link #read} understands it
   */
  static Table of(StreamTableEnvironment tables, DataStream<Row> counts, WindowRange range) {
    // Windows are days in UTC, whatever this machine's time zone is.
    tables.getConfig().setLocalTimeZone(ZoneOffset.UTC);
    String step = interval(range.step());
    tables.createTemporaryView(
        "counts",
        counts,
        Schema.newBuilder()
            .column("start", DataTypes.BIGINT())
            .column("scale", DataTypes.STRING())
            .column("stage", DataTypes.STRING())
            .column("place", DataTypes.STRING())
            .column("n", DataTypes.BIGINT())
            .columnByExpression("ts", "TO_TIMESTAMP_LTZ(`start`, 3)")
            // The planner accepts intervals of more than two digits only in windows.
            .watermark("ts", "TO_TIMESTAMP_LTZ(`start` - " + range.windows().size() + ", 3)")
            .build());
    tables.createTemporaryView(
        "places",
        tables.sqlQuery(
            """
            SELECT window_time AS ts, scale, stage, MAX(n) AS n
            FROM TABLE(TUMBLE(TABLE counts, DESCRIPTOR(ts), %s))
            GROUP BY window_start, window_end, window_time, scale, stage, place
            """
                .formatted(step)));
    return tables.sqlQuery(
        """
        SELECT scale, window_end, %s - %s AS events, %s AS uniques, %s AS anomalies,
            %s AS near_duplicates, %s AS exemplars
        FROM TABLE(CUMULATE(TABLE places, DESCRIPTOR(ts), %s, %s, %s))
        GROUP BY window_start, window_end, scale
        """
            .formatted(
                sum(EVENTS),
                sum(FunnelStage.REPLAYED),
                sum(FunnelStage.UNIQUE),
                sum(FunnelStage.ANOMALIES),
                sum(FunnelStage.NEAR_DUPLICATES),
                sum(FunnelStage.EXEMPLARS),
                step,
                interval(range.size()),
                interval(range.offset())));
  }

  /**
   * Runs the query and reads its rows, in order of scale and day.
   *
   * @throws IllegalStateException if a day is missing: Flink hands over the last rows while its
   *     local cluster shuts down; if that fails, Flink only warns
   * @throws Exception the job's error, in Flink's wrapping
   */
  static List<CumulativeDay> read(Table figures, WindowRange range) throws Exception {
    List<CumulativeDay> days = new ArrayList<>();
    Map<String, LongSummaryStatistics> ends = new TreeMap<>();
    try (CloseableIterator<Row> rows = figures.execute().collect()) {
      while (rows.hasNext()) {
        Row row = rows.next();
        long end = row.<LocalDateTime>getFieldAs("window_end").toEpochSecond(ZoneOffset.UTC);
        CumulativeDay day = day(row, range.nameOfEnd(end * 1000));
        days.add(day);
        ends.computeIfAbsent(day.scale(), s -> new LongSummaryStatistics()).accept(end);
      }
    }
    ends.forEach((scale, seen) -> checkComplete(scale, seen, range));
    days.sort(Comparator.comparing(CumulativeDay::scale).thenComparing(CumulativeDay::day));
    return days;
  }

  /** After its first day, a scale must have every later day. */
  private static void checkComplete(String scale, LongSummaryStatistics ends, WindowRange range) {
    long windows = (ends.getMax() - ends.getMin()) / range.step() + 1;
    if (ends.getCount() != windows || ends.getMax() != range.end()) {
      throw new IllegalStateException(
          "the figure of scale %s has %,d of %,d windows"
              .formatted(scale, ends.getCount(), windows));
    }
  }

  private static CumulativeDay day(Row row, String name) {
    return new CumulativeDay(
        row.getFieldAs("scale"),
        name,
        row.<Long>getFieldAs("events"),
        row.<Long>getFieldAs("uniques"),
        row.<Long>getFieldAs("anomalies"),
        row.<Long>getFieldAs("near_duplicates"),
        row.<Long>getFieldAs("exemplars"));
  }

  private static String sum(FunnelStage stage) {
    return sum(Set.of(stage.name()));
  }

  /** If a scale has no count of a stage, its count is 0. */
  private static String sum(Set<String> stages) {
    return "SUM(CASE WHEN stage IN (%s) THEN n ELSE 0 END)"
        .formatted(stages.stream().map(s -> "'" + s + "'").collect(Collectors.joining(", ")));
  }

  /** Ten digits, the maximum, cover 300 years; two, the default, are too few for two minutes. */
  private static String interval(long seconds) {
    return "INTERVAL '%d' SECOND(10)".formatted(seconds);
  }
}
