package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class AlertBudgetTest {
  private static AlertBudget of(int most, double... scores) {
    AlertBudget budget = new AlertBudget(most);
    DoubleStream.of(scores).forEach(budget::add);
    return budget;
  }

  @Test
  void theHighestScoresFillTheBudget() {
    AlertBudget budget = of(2, 0.6, 0.9, 0.7, 0.8);
    assertThat(budget.threshold()).isEqualTo(0.8);
    assertThat(budget.floor()).isEqualTo(0.7);
  }

  @Test
  void linesOfEqualScoreAreAlertedOnTogetherOrNotAtAll() {
    assertThat(of(2, 0.9, 0.8, 0.8).threshold()).isEqualTo(0.9);
    assertThat(of(3, 0.9, 0.8, 0.8).threshold()).isEqualTo(AlertBudget.LOWEST);
    assertThat(of(1, 0.8, 0.8).threshold()).isGreaterThan(0.8).isLessThan(0.8001);
  }

  @Test
  void whatIsMoreLikelyHarmlessIsNoAlert() {
    AlertBudget budget = of(5, 0.49, 0.2, 0.7);
    assertThat(budget.threshold()).isEqualTo(0.5);
    assertThat(budget.floor()).isEqualTo(0.5);
  }
}
