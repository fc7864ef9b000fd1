package dev.longtail.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class DriftRuleTest {
  private static final DriftRule RULE = DriftRule.DEFAULT;

  /** Days whose share of unique commands is in percent; each of so many events. */
  private static List<Integer> moved(int days, int events, IntFunction<Integer> percent) {
    Deque<WindowProfile> before = new ArrayDeque<>();
    List<Integer> moved = new ArrayList<>();
    for (int day = 0; day < days; day++) {
      WindowProfile window = window(day, events, percent.apply(day));
      for (WindowDrift drift : RULE.compare(window, before)) {
        window.remember(drift);
        assertThat(drift.measure()).isEqualTo(DriftMeasure.UNIQUE_SHARE);
        if (drift.moved()) {
          moved.add(day);
        }
      }
      before.add(window);
      if (before.size() > RULE.windows()) {
        before.remove();
      }
    }
    return moved;
  }

  private static WindowProfile window(int day, long events, int percent) {
    WindowProfile window = new WindowProfile(day);
    window.counts(DriftMeasure.UNIQUE_SHARE)[0] = events * percent / 100;
    window.counts(DriftMeasure.UNIQUE_SHARE)[1] = events - events * percent / 100;
    return window;
  }

  @Test
  void aChangeThatLastsIsToldOnceInItsFirstWindow() {
    assertThat(moved(30, 100_000, day -> day < 20 ? 30 : 45)).containsExactly(20);
  }

  @Test
  void aWeekendIsLikeTheWeekendBefore() {
    assertThat(moved(60, 100_000, day -> day % 7 < 5 ? 30 : 60)).isEmpty();
    // On the Saturday of the third week the weekend is like a working day.
    assertThat(moved(60, 100_000, day -> day % 7 < 5 || day > 18 ? 30 : 60)).isEmpty();
  }

  @Test
  void aDayUnlikeAllOthersAmongWeeksIsTold() {
    assertThat(moved(60, 100_000, day -> day == 37 ? 80 : day % 7 < 5 ? 30 : 60))
        .containsExactly(37);
  }

  @Test
  void nothingHasMovedBeforeThereAreEnoughWindows() {
    assertThat(moved(20, 100_000, day -> day < 13 ? 30 : 60)).isEmpty();
    assertThat(moved(20, 100_000, day -> day < 14 ? 30 : 60)).containsExactly(14);
  }

  @Test
  void ofFewEventsChanceExplainsTheDifference() {
    assertThat(moved(30, 60, day -> day == 20 ? 45 : 30)).isEmpty();
    assertThat(moved(30, 6_000, day -> day == 20 ? 45 : 30)).containsExactly(20);
  }

  /** Each day is 10 % from the day before: that is usual here, and 30 % are not. */
  @Test
  void whereWindowsDifferEveryDayTheLimitIsHigher() {
    assertThat(moved(60, 100_000, day -> 20 + 10 * (day * 7 % 5))).isEmpty();
    assertThat(moved(60, 100_000, day -> day == 40 ? 99 : 20 + 10 * (day * 7 % 5)))
        .containsExactly(40);
    assertThat(moved(20, 100_000, day -> 5 * day)).isEmpty();
  }

  @Test
  void tellsTheMostSimilarWindow() {
    List<WindowDrift> drifts =
        RULE.compare(
            window(3, 100_000, 31),
            List.of(window(0, 100_000, 30), window(1, 100_000, 60), window(2, 100_000, 29)));
    assertThat(drifts).hasSize(1);
    WindowDrift drift = drifts.get(0);
    assertThat(drift.nearest()).isZero();
    assertThat(drift.compared()).isEqualTo(3);
    assertThat(drift.limit()).isEqualTo(0.02);
    double expected = 0.01 * Math.log(0.31 / 0.30) + 0.01 * Math.log(0.70 / 0.69);
    assertThat(drift.psi()).isCloseTo(expected, within(1e-6));
    assertThat(drift.moved()).isFalse();
  }

  @Test
  void ofEquallySimilarWindowsTellsTheLatest() {
    List<WindowProfile> before = List.of(window(2, 100, 30), window(1, 100, 30));
    assertThat(RULE.compare(window(3, 100, 30), before).get(0).nearest()).isEqualTo(2);
  }

  @Test
  void comparesOnlyWhatBothWindowsHave() {
    WindowProfile first = window(0, 100, 30);
    first.counts(DriftMeasure.VOCABULARY)[4] = 10;
    assertThat(RULE.compare(window(1, 100, 30), List.of(first)))
        .extracting(WindowDrift::measure)
        .containsExactly(DriftMeasure.UNIQUE_SHARE);
    assertThat(RULE.compare(first, List.of())).isEmpty();
  }

  @Test
  void refusesRulesWithoutWindowsOrThresholds() {
    assertThatThrownBy(() -> new DriftRule(0, RULE.thresholds()))
        .hasMessage("0 windows to compare with");
    assertThatThrownBy(() -> new DriftRule(7, Map.of(DriftMeasure.SCORES, 0.1)))
        .hasMessage("the threshold of VOCABULARY must be above 0");
  }
}
