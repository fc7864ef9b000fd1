package dev.longtail.training.classify;

import java.util.Collection;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Finds the threshold at which a classifier alerts on at most a given number of lines: it keeps the
 * highest scores, one more than the budget allows. Lines of equal score are alerted on together or
 * not at all. The order of the lines does not matter.
 */
public final class AlertBudget {
  /** A score is a probability: what is more likely harmless is no alert. */
  public static final double LOWEST = 0.5;

  private final int most;
  private final PriorityQueue<Double> highest = new PriorityQueue<>();

  /**
   * A budget.
   *
   * @param most alerts in all; at least 1
   */
  public AlertBudget(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("a budget of " + most + " alerts");
    }
    this.most = most;
  }

  /** A budget of which {@code scores}, as {@link #scores} gave them, were counted. */
  public static AlertBudget of(int most, Collection<Double> scores) {
    AlertBudget budget = new AlertBudget(most);
    scores.forEach(budget::add);
    return budget;
  }

  /** Counts a line that alerts would be spent on; one below {@value #LOWEST} is none. */
  public void add(double score) {
    if (score < LOWEST) {
      return;
    }
    highest.add(score);
    if (highest.size() > most + 1) {
      highest.remove();
    }
  }

  /** The scores that decide, at most one more than the budget; ascending. */
  public List<Double> scores() {
    return highest.stream().sorted().toList();
  }

  /** A line with a lower score cannot be alerted on any more, whatever comes. */
  public double floor() {
    return highest.size() > most ? highest.peek() : LOWEST;
  }

  /**
   * The lowest threshold that keeps the budget; a line with this score or a higher one is alerted
   * on. {@value #LOWEST} if fewer lines came than the budget allows.
   */
  public double threshold() {
    if (highest.size() <= most) {
      return LOWEST;
    }
    double tooLow = highest.peek();
    return highest.stream()
        .filter(score -> score > tooLow)
        .min(Double::compare)
        .orElse(Math.nextUp(tooLow));
  }
}
