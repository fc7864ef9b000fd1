package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BudgetTest {
  @Test
  void callsAreCountedWhenTheyAreReservedAndNeverGivenBack() {
    Budget budget = new Budget(2, 100);
    budget.reserve(10).orElseThrow().settle(0);
    assertThat(budget.reserve(10)).isPresent();
    assertThat(budget.reserve(1)).isEmpty();
    assertThat(budget.calls()).isEqualTo(2);
    assertThat(budget.exhaustion()).isEqualTo("budget: all 2 calls are spent");
  }

  @Test
  void tokensAreReservedAtTheirUpperBoundAndCorrectedLater() {
    Budget budget = new Budget(100, 100);
    Budget.Reservation first = budget.reserve(80).orElseThrow();
    assertThat(budget.reserve(30)).isEmpty();
    first.settle(20);
    first.settle(20);
    assertThat(budget.tokens()).isEqualTo(20);
    assertThat(budget.reserve(80)).isPresent();
    assertThat(budget.exhaustion()).isEqualTo("budget: 100 of 100 tokens are spent");
  }

  @Test
  void aCallThatReachedNobodyIsTakenBackOnce() {
    Budget budget = new Budget(2, 100);
    Budget.Reservation call = budget.reserve(60).orElseThrow();
    call.release();
    call.release();
    assertThat(budget.calls()).isZero();
    assertThat(budget.tokens()).isZero();
  }

  @Test
  void anUnlimitedBudgetDoesNotOverflow() {
    Budget budget = new Budget(Long.MAX_VALUE, Long.MAX_VALUE);
    budget.reserve(10);
    assertThat(budget.reserve(10)).isPresent();
  }

  @Test
  void aRestartDoesNotRefill() {
    Budget budget = new Budget(10, 1_000);
    budget.raiseTo(9, 500);
    budget.raiseTo(4, 100);
    assertThat(budget.calls()).isEqualTo(9);
    assertThat(budget.reserve(1)).isPresent();
    assertThat(budget.reserve(1)).isEmpty();
  }

  @Test
  void impossibleCapsAreRefused() {
    assertThatThrownBy(() -> new Budget(-1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
