package dev.longtail.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.data.CumulativeCounts;
import dev.longtail.training.data.CumulativeCounts.Curve;
import dev.longtail.training.data.CumulativeCounts.Day;
import dev.longtail.training.data.FunnelCounts;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CumulativeFigureTest {
  private static final FunnelCounts NO_FUNNEL = new FunnelCounts(List.of(), Map.of(), "");
  private static final Pattern TICK = Pattern.compile("class=\"tick middle\"[^>]*>([^<]*)<");

  @Test
  void aMonthThatRepeatsItselfFlattens() {
    CumulativeFigure figure = only(days("full", 31, day -> 310 - 10 * day));
    assertThat(figure.all().split("<polyline", -1)).hasSize(5);
    assertThat(figure.kept().split("<polyline", -1)).hasSize(3);
    assertThat(ticks(figure.kept())).startsWith("01-01", "01-06").hasSizeBetween(5, 7);
    assertThat(figure.legend())
        .extracting(RocFigure.LegendEntry::name, RocFigure.LegendEntry::value)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("all events", "49,600"),
            org.assertj.core.groups.Tuple.tuple("unique of their day", "24,800"),
            org.assertj.core.groups.Tuple.tuple("anomalies", "12,400"),
            org.assertj.core.groups.Tuple.tuple("left after near-duplicates", "4,960"));
    // 310, 300 … 250 at first; 70, 60 … 10 in the end.
    assertThat(figure.caption())
        .contains("By the end of 2025-01-31, 4,960 of 12,400 anomalies", "(40.0 %)")
        .contains("The first 7 days added 280 a day, the last 7 days 40 (14.3 % of that)")
        .contains("the curve flattens");
  }

  @Test
  void aSteadyMonthIsNearlyStraightAndAGrowingOneSteepens() {
    assertThat(only(days("full", 31, day -> 100)).caption()).contains("nearly straight");
    assertThat(only(days("full", 31, day -> 10 + day)).caption()).contains("the curve steepens");
    assertThat(only(days("full", 31, day -> day < 8 ? 0 : 5)).caption())
        .contains("The first days left none.");
  }

  @Test
  void oneDayIsADotWithoutATrend() {
    CumulativeFigure figure = only(days("full", 1, day -> 5));
    assertThat(figure.all()).contains("<circle").doesNotContain("<polyline");
    assertThat(ticks(figure.all())).containsExactly("01-01");
    assertThat(figure.caption()).endsWith("One day shows no trend.");
  }

  @Test
  void twoDaysAreComparedByOne() {
    assertThat(only(days("full", 2, day -> 10 - day)).caption())
        .contains("The first day added 10 a day, the last day 9 (90.0 % of that)");
  }

  @Test
  void scalesShareTheirDays() {
    List<Day> days = new ArrayList<>(days("reduced", 31, day -> 3).subList(15, 31));
    days.addAll(days("full", 31, day -> 5));
    List<CumulativeFigure> figures = CumulativeFigure.of(new CumulativeCounts(days), NO_FUNNEL);
    assertThat(figures).extracting(CumulativeFigure::scale).containsExactly("full", "reduced");
    assertThat(ticks(figures.get(1).all())).isEqualTo(ticks(figures.get(0).all()));
    // The sixteenth of 31 days is the middle of the axis.
    assertThat(figures.get(1).all()).contains("points=\"259,");
  }

  @Test
  void aScaleThatFoundNothingHasNoFigure() {
    Map<Curve, Long> counts = counts(c -> c == Curve.EVENTS ? 9L : 0L);
    CumulativeCounts nothing = new CumulativeCounts(List.of(new Day("full", "2025-01-01", counts)));
    assertThat(CumulativeFigure.of(nothing, NO_FUNNEL)).isEmpty();
    assertThat(CumulativeFigure.of(CumulativeCounts.NONE, NO_FUNNEL)).isEmpty();
  }

  @Test
  void saysWhatBelongsToNoDay() {
    Map<FunnelCounts.Stage, Long> stages =
        Arrays.stream(FunnelCounts.Stage.values())
            .collect(Collectors.toMap(Function.identity(), s -> 0L));
    stages.put(FunnelCounts.Stage.EVENTS, 1234L);
    FunnelCounts funnel =
        new FunnelCounts(List.of(new FunnelCounts.Window("unknown", "full", stages)), Map.of(), "");
    List<Day> days = days("full", 3, day -> 5);
    assertThat(CumulativeFigure.of(new CumulativeCounts(days), funnel).get(0).caption())
        .endsWith("1,234 records without a readable time belong to no day and are not drawn.");
    assertThat(only(days).caption()).doesNotContain("readable time");
  }

  @Test
  void daysOfTwoYearsAndWindowsOfHoursAreTold() {
    Map<Curve, Long> counts = counts(c -> 5L);
    assertThat(
            ticks(
                only(List.of(
                        new Day("full", "2024-12-31", counts),
                        new Day("full", "2025-01-01", counts)))
                    .all()))
        .containsExactly("2024-12-31", "2025-01-01");
    assertThat(
            ticks(
                only(List.of(
                        new Day("full", "2025-01-01T00:00:00Z", counts),
                        new Day("full", "2025-01-01T12:00:00Z", counts)))
                    .all()))
        .containsExactly("01-01 00:00", "01-01 12:00");
  }

  private static CumulativeFigure only(List<Day> days) {
    List<CumulativeFigure> figures = CumulativeFigure.of(new CumulativeCounts(days), NO_FUNNEL);
    assertThat(figures).hasSize(1);
    return figures.get(0);
  }

  private static List<String> ticks(String svg) {
    return TICK.matcher(svg).results().map(match -> match.group(1)).toList();
  }

  /** Days from 2025-01-01 on, each with 1,600 events, 400 anomalies and so many exemplars. */
  private static List<Day> days(String scale, int days, IntUnaryOperator exemplars) {
    List<Day> list = new ArrayList<>();
    long sum = 0;
    for (int day = 0; day < days; day++) {
      sum += exemplars.applyAsInt(day);
      int number = day + 1;
      long left = sum;
      list.add(
          new Day(
              scale,
              LocalDate.of(2025, 1, 1).plusDays(day).toString(),
              counts(
                  curve ->
                      switch (curve) {
                        case EVENTS -> 1600L * number;
                        case UNIQUE -> 800L * number;
                        case ANOMALIES -> 400L * number;
                        case NEAR_DUPLICATES -> 400L * number - left;
                        case EXEMPLARS -> left;
                      })));
    }
    return list;
  }

  private static Map<Curve, Long> counts(Function<Curve, Long> count) {
    return Arrays.stream(Curve.values()).collect(Collectors.toMap(Function.identity(), count));
  }
}
