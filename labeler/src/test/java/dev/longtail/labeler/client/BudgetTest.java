package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.labeler.client.LabelResult.Again;
import dev.longtail.udfs.io.InputException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private static final long SUNDAY = 1_736_035_200_000L; // 2025-01-05
  private static final long MONDAY = SUNDAY + 86_400_000;

  private final List<String> woken = new ArrayList<>();

  private static Spent tokens(long tokens) {
    return Spent.of(1, tokens);
  }

  private Budget.Outcome reserve(Budget budget, long window, long tokens) {
    return budget.reserve(window, tokens(tokens), () -> woken.add("room"));
  }

  private Budget.Reservation reserved(Budget budget, long window, long tokens) {
    return (Budget.Reservation) reserve(budget, window, tokens);
  }

  private Budget.Outcome reserve(Budget budget, long tokens) {
    return reserve(budget, SUNDAY, tokens);
  }

  @Test
  void callsAreCountedWhenTheyAreReservedAndNeverGivenBack() {
    Budget budget = new Budget(2, 100);
    reserved(budget, SUNDAY, 10).settle(Spent.NOTHING);
    reserved(budget, SUNDAY, 10).settle(Spent.NOTHING);
    assertThat(reserve(budget, 1))
        .isEqualTo(new Budget.Full("budget: all 2 calls are spent", Again.SPENT));
    assertThat(budget.calls()).isEqualTo(2);
  }

  @Test
  void tokensAreReservedAtTheirUpperBoundAndCorrectedOnce() {
    Budget budget = new Budget(100, 100);
    Budget.Reservation first = reserved(budget, SUNDAY, 80);
    first.settle(tokens(20));
    first.settle(tokens(80));
    assertThat(budget.tokens()).isEqualTo(20);
    reserved(budget, SUNDAY, 80).settle(tokens(80));
    assertThat(reserve(budget, 1))
        .isEqualTo(new Budget.Full("budget: 100 of 100 tokens are spent", Again.SPENT));
  }

  @Test
  void whatCallsInFlightHaveReservedIsWaitedFor() {
    Budget budget = new Budget(100, 100);
    Budget.Reservation first = reserved(budget, SUNDAY, 80);
    assertThat(reserve(budget, 30)).isEqualTo(Budget.Wait.FOR_ROOM);
    assertThat(woken).isEmpty();
    first.settle(tokens(20));
    assertThat(woken).containsExactly("room");
    assertThat(reserve(budget, 30)).isInstanceOf(Budget.Reservation.class);
    assertThat(reserve(budget, 90)).isInstanceOf(Budget.Full.class);
  }

  @Test
  void noUsageRaisesWhatWasReservedNorLowersItBelowNothing() {
    Budget budget = new Budget(100, 1_000);
    reserved(budget, SUNDAY, 80).settle(new Spent(7, Long.MAX_VALUE, Long.MAX_VALUE, 5));
    assertThat(budget.spent()).isEqualTo(tokens(80));
    reserved(budget, SUNDAY, 80).settle(Spent.NOTHING);
    assertThat(budget.spent()).isEqualTo(Spent.of(2, 80));
  }

  @Test
  void aCallThatReachedNobodyIsTakenBackOnce() {
    Budget budget = new Budget(2, 100);
    Budget.Reservation call = reserved(budget, SUNDAY, 60);
    call.release();
    call.release();
    assertThat(budget.spent()).isEqualTo(Spent.NOTHING);
    assertThat(budget.byWindow()).isEqualTo(new SpentByWindow());
  }

  @Test
  void aWindowThatHasSpentItsShareLeavesTheOthersAlone() {
    Budget budget = new Budget(Caps.of(10L, null, null), Caps.of(2L, 150L, null));
    reserved(budget, SUNDAY, 100).settle(tokens(100));
    assertThat(reserve(budget, SUNDAY, 51))
        .isEqualTo(
            new Budget.Full(
                "budget of window 2025-01-05: 100 of 150 tokens are spent", Again.WINDOW_SPENT));
    assertThat(reserve(budget, SUNDAY, 50)).isInstanceOf(Budget.Reservation.class);
    assertThat(reserve(budget, SUNDAY, 0)).isEqualTo(Budget.Wait.FOR_ROOM);
    assertThat(reserve(budget, MONDAY, 150)).isInstanceOf(Budget.Reservation.class);
    assertThat(budget.byWindow().of(MONDAY)).isEqualTo(Spent.of(1, 150));
    assertThat(budget.spent()).isEqualTo(Spent.of(3, 300));
  }

  @Test
  void questionsWithoutAWindowShareTheBudgetOfOne() {
    Budget budget = new Budget(Caps.NONE, Caps.of(1L, null, null));
    reserved(budget, SpentByWindow.NO_WINDOW, 1).settle(tokens(1));
    assertThat(reserve(budget, SpentByWindow.NO_WINDOW, 1))
        .isEqualTo(
            new Budget.Full(
                "budget of lines without a window: all 1 calls are spent", Again.WINDOW_SPENT));
  }

  @Test
  void moneyIsCountedWithQuestionsAndAnswersPricedApart() {
    TokenPrice price = TokenPrice.parse("0.15/0.6");
    Budget budget = new Budget(Caps.of(null, null, 0.001), Caps.NONE);
    Spent bound = new Spent(1, 1_000, 1_000, price.cost(1_000, 1_000));
    assertThat(bound.money()).isEqualTo(0.00075);
    Budget.Reservation call = (Budget.Reservation) budget.reserve(SUNDAY, bound, () -> {});
    assertThat(budget.reserve(SUNDAY, bound, () -> {})).isEqualTo(Budget.Wait.FOR_ROOM);
    call.settle(new Spent(1, 1_000, 300, price.cost(1_000, 300)));
    assertThat(budget.spent().money()).isEqualTo(0.00033);
    assertThat(budget.moneyLeft()).isEqualTo(0.00067);
    assertThat(budget.reserve(SUNDAY, bound, () -> {}))
        .isEqualTo(new Budget.Full("budget: 0.0003 of 0.0010 are spent", Again.SPENT));
  }

  @Test
  void anUnlimitedBudgetDoesNotOverflow() {
    Budget budget = new Budget(Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(reserve(budget, Long.MAX_VALUE)).isInstanceOf(Budget.Reservation.class);
    assertThat(reserve(budget, Long.MAX_VALUE)).isInstanceOf(Budget.Reservation.class);
    assertThat(budget.tokens()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aRestartDoesNotRefill() {
    Budget budget = new Budget(Caps.of(10L, 1_000L, null), Caps.of(9L, null, null));
    SpentByWindow spent = new SpentByWindow();
    spent.add(SUNDAY, Spent.of(8, 500));
    spent.add(MONDAY, Spent.of(1, 1));
    budget.raiseTo(spent);
    budget.raiseTo(new SpentByWindow(Spent.of(4, 100)));
    assertThat(budget.calls()).isEqualTo(9);
    reserved(budget, SUNDAY, 1).settle(tokens(1));
    assertThat(reserve(budget, SUNDAY, 1)).isInstanceOf(Budget.Full.class);
    assertThat(budget.byWindow().of(SUNDAY).calls()).isEqualTo(9);
  }

  @Test
  void theWindowsOfLongAgoCountAsOneAndNothingIsForgotten() {
    SpentByWindow spent = new SpentByWindow();
    int windows = SpentByWindow.MOST_WINDOWS + 100;
    spent.add(SpentByWindow.NO_WINDOW, Spent.of(1, 1));
    for (int i = 0; i < windows; i++) {
      spent.add(i, Spent.of(1, 10));
    }
    assertThat(spent.windows()).hasSize(SpentByWindow.MOST_WINDOWS);
    assertThat(spent.total()).isEqualTo(Spent.of(windows + 1, 10L * windows + 1));
    assertThat(spent.of(windows - 1)).isEqualTo(Spent.of(1, 10));
    assertThat(spent.of(3)).isEqualTo(spent.of(100)).isEqualTo(Spent.of(102, 1_020));
    assertThat(spent.of(SpentByWindow.NO_WINDOW)).isEqualTo(Spent.of(1, 1));
    spent.add(5, Spent.of(1, 0));
    assertThat(spent.of(0).calls()).isEqualTo(103);
  }

  @Test
  void impossibleCapsAreRefused() {
    assertThatThrownBy(() -> new Budget(-1, 0)).isInstanceOf(InputException.class);
  }
}
