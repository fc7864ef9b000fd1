package dev.longtail.job.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelStage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The query in both modes and the plain sums, against sums made by hand. All queries run in one
 * MiniCluster; {@code FiguresTest} has one for each, as users have.
 */
class CumulativeFiguresIT {
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder().setNumberSlotsPerTaskManager(2).build());

  private static final EnvironmentSettings BATCH =
      EnvironmentSettings.newInstance().inBatchMode().build();
  private static final EnvironmentSettings STREAMING =
      EnvironmentSettings.newInstance().inStreamingMode().build();

  @ParameterizedTest
  @CsvSource({
    // Months and a new year, and lengths that no multiple of which begins at the first day by
    // chance.
    "2024-12-30T00:00:00Z, P1D, 100",
    "2025-01-05T12:00:00Z, PT12H, 7",
    "2025-01-02T00:00:00Z, P7D, 3",
    "2025-01-01T00:00:00Z, P1D, 1",
  })
  void bothModesGiveTheSumsOfTheLargestCountOfEachPlace(Instant first, Duration length, int windows)
      throws Exception {
    WindowRange range = range(first, length, windows);
    List<WindowCount> counts = new ArrayList<>();
    Random random = new Random(windows);
    for (int day = 0; day < windows; day++) {
      for (String scale : List.of("full", "reduced")) {
        addGrowing(counts, range, day, scale, random);
      }
    }
    List<WindowCount> shuffled = outOfOrder(counts, range, random);
    List<CumulativeDay> expected = sums(counts, range);
    assertThat(expected).hasSize(2 * windows);
    assertThat(PlainFigures.of(counts, range)).isEqualTo(expected);
    assertThat(run(BATCH, shuffled, range)).isEqualTo(expected);
    assertThat(run(STREAMING, shuffled, range)).isEqualTo(expected);
  }

  @Test
  void aDayWithoutCountsStandsWhereTheDayBeforeEnded() throws Exception {
    WindowRange range = range(Instant.parse("2025-03-01T00:00:00Z"), Duration.ofDays(1), 4);
    List<WindowCount> counts =
        List.of(
            count(range, 0, "full", "UNIQUE", "a", 5),
            count(range, 1, "reduced", "UNIQUE", "a", 2),
            count(range, 3, "full", "LATE", "b", 7));
    for (List<CumulativeDay> days :
        List.of(
            run(BATCH, counts, range),
            run(STREAMING, counts, range),
            PlainFigures.of(counts, range))) {
      assertThat(days)
          .containsExactly(
              new CumulativeDay("full", "2025-03-01", 5, 5, 0, 0, 0),
              new CumulativeDay("full", "2025-03-02", 5, 5, 0, 0, 0),
              new CumulativeDay("full", "2025-03-03", 5, 5, 0, 0, 0),
              new CumulativeDay("full", "2025-03-04", 12, 5, 0, 0, 0),
              new CumulativeDay("reduced", "2025-03-02", 2, 2, 0, 0, 0),
              new CumulativeDay("reduced", "2025-03-03", 2, 2, 0, 0, 0),
              new CumulativeDay("reduced", "2025-03-04", 2, 2, 0, 0, 0));
    }
  }

  @Test
  void aStageIsInItsCurvesAndAnUnknownOneInNone() throws Exception {
    WindowRange range = range(Instant.parse("2025-03-01T00:00:00Z"), Duration.ofDays(1), 1);
    List<WindowCount> counts = new ArrayList<>();
    List<String> stages =
        List.of(
            "UNPARSABLE",
            "LATE",
            "REPEATED",
            "NOT_SAMPLED",
            "UNIQUE",
            "ANOMALIES",
            "NEAR_DUPLICATES",
            "EXEMPLARS",
            "RANKED",
            "OF_A_LATER_VERSION");
    for (int i = 0; i < stages.size(); i++) {
      counts.add(count(range, 0, "full", stages.get(i), "p", (long) Math.pow(10, i)));
    }
    assertThat(run(BATCH, counts, range))
        .containsExactly(
            new CumulativeDay("full", "2025-03-01", 11_111, 10_000, 100_000, 1_000_000, 10_000_000))
        .isEqualTo(PlainFigures.of(counts, range));
  }

  @Test
  void aReplayedDeadLetterIsCountedOnce() throws Exception {
    WindowRange range = range(Instant.parse("2025-03-01T00:00:00Z"), Duration.ofDays(1), 1);
    List<WindowCount> counts =
        List.of(
            count(range, 0, "full", "UNPARSABLE", "t-0@3", 1),
            count(range, 0, "full", "UNPARSABLE", "t-0@4", 1),
            count(range, 0, "full", "REPLAYED", "t-0@3", 1),
            count(range, 0, "full", "REPLAYED", "t-0@3", 1),
            count(range, 0, "full", "LATE", "p", 1));
    assertThat(run(BATCH, counts, range))
        .containsExactly(new CumulativeDay("full", "2025-03-01", 2, 0, 0, 0, 0))
        .isEqualTo(PlainFigures.of(counts, range));
  }

  @Test
  void aStreamDoesNotWaitForWhatComesMoreThanAWindowLate() throws Exception {
    WindowRange range = range(Instant.parse("2025-03-01T00:00:00Z"), Duration.ofDays(1), 4);
    List<WindowCount> counts =
        List.of(
            count(range, 0, "full", "UNIQUE", "a", 1),
            count(range, 1, "full", "UNIQUE", "a", 10),
            count(range, 0, "full", "UNIQUE", "b", 100), // a day late: in
            count(range, 3, "full", "UNIQUE", "a", 1000),
            count(range, 0, "full", "UNIQUE", "c", 10_000)); // three days late: out
    assertThat(run(STREAMING, counts, range))
        .extracting(CumulativeDay::unique)
        .containsExactly(101L, 111L, 111L, 1111L);
  }

  /** Places that count up, as after a restart some of their counts twice. */
  private static void addGrowing(
      List<WindowCount> counts, WindowRange range, int day, String scale, Random random) {
    List<FunnelStage> stages =
        List.of(
            FunnelStage.LATE,
            FunnelStage.REPEATED,
            FunnelStage.UNIQUE,
            FunnelStage.ANOMALIES,
            FunnelStage.EXEMPLARS,
            FunnelStage.NEAR_DUPLICATES);
    for (FunnelStage stage : stages) {
      for (int place = 0; place < 3; place++) {
        long n = random.nextInt(1000);
        for (int again = random.nextInt(3); again >= 0; again--) {
          WindowCount count = count(range, day, scale, stage.name(), "shard " + place, n);
          counts.add(count);
          counts.add(count);
          n -= random.nextInt((int) n / 2 + 1);
        }
      }
    }
  }

  /**
   * A count may come before some of the window before and behind some of the next, and never behind
   * one of the window after that: this much a stream waits for.
   */
  private static List<WindowCount> outOfOrder(
      List<WindowCount> counts, WindowRange range, Random random) {
    record Sent(WindowCount count, long at) {}
    return counts.stream()
        .map(c -> new Sent(c, c.start() + random.nextLong(2 * range.windows().size())))
        .sorted(Comparator.comparing(Sent::at))
        .map(Sent::count)
        .toList();
  }

  /** The same sums without Flink. */
  private static List<CumulativeDay> sums(List<WindowCount> counts, WindowRange range) {
    Map<String, Map<Long, Map<String, Long>>> largest = new TreeMap<>();
    for (WindowCount count : counts) {
      largest
          .computeIfAbsent(count.scale(), s -> new TreeMap<>())
          .computeIfAbsent(count.start(), s -> new TreeMap<>())
          .merge(count.stage() + "/" + count.place(), count.count(), Math::max);
    }
    List<CumulativeDay> days = new ArrayList<>();
    largest.forEach(
        (scale, windows) -> {
          long[] sum = new long[5];
          windows.forEach(
              (start, places) -> {
                places.forEach(
                    (place, n) -> {
                      switch (place.substring(0, place.indexOf('/'))) {
                        case "LATE", "REPEATED" -> sum[0] += n;
                        case "UNIQUE" -> {
                          sum[0] += n;
                          sum[1] += n;
                        }
                        case "ANOMALIES" -> sum[2] += n;
                        case "NEAR_DUPLICATES" -> sum[3] += n;
                        default -> sum[4] += n;
                      }
                    });
                days.add(
                    new CumulativeDay(
                        scale,
                        range.windows().nameOf(start),
                        sum[0],
                        sum[1],
                        sum[2],
                        sum[3],
                        sum[4]));
              });
        });
    return days;
  }

  private static WindowRange range(Instant first, Duration length, int windows) {
    DetectorWindows detector = new DetectorWindows(length.toMillis());
    long start = first.toEpochMilli();
    return new WindowRange(detector, start, start + (windows - 1) * detector.size());
  }

  private static WindowCount count(
      WindowRange range, int window, String scale, String stage, String place, long n) {
    return new WindowCount(range.first() + window * range.windows().size(), scale, stage, place, n);
  }

  private static List<CumulativeDay> run(
      EnvironmentSettings mode, List<WindowCount> counts, WindowRange range) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(2);
    StreamTableEnvironment tables = StreamTableEnvironment.create(env, mode);
    TypeInformation<Row> type = CumulativeFigures.COUNT;
    Row[] rows = counts.stream().map(WindowCount::row).toArray(Row[]::new);
    return CumulativeFigures.read(
        CumulativeFigures.of(tables, env.fromData(type, rows), range), range);
  }
}
