package dev.longtail.training.release;

import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * Known attacks by who alerts on them, each model at its own threshold.
 *
 * @param attacks in all
 * @param both alerts by both models
 * @param lost by the deployed model alone
 * @param gained by the candidate alone
 */
public record Paired(int attacks, int both, int lost, int gained) {
  /** No attack yet. */
  static final Paired NONE = new Paired(0, 0, 0, 0);

  /** These and one attack more. */
  Paired and(boolean live, boolean candidate) {
    return new Paired(
        attacks + 1,
        both + (live && candidate ? 1 : 0),
        lost + (live && !candidate ? 1 : 0),
        gained + (candidate && !live ? 1 : 0));
  }

  /** Share of the attacks that the deployed model alerts on. */
  public double liveRecall() {
    return attacks == 0 ? 0 : (both + lost) / (double) attacks;
  }

  /** Share of the attacks that the candidate alerts on. */
  public double candidateRecall() {
    return attacks == 0 ? 0 : (both + gained) / (double) attacks;
  }

  /**
   * How likely the candidate would lose so many more than it gains if neither were better: the
   * one-sided sign test (McNemar's, exact) over the attacks on which the two differ.
   */
  public double chanceOfLoss() {
    return tail(lost, lost + gained);
  }

  /** The same for a gain. */
  public double chanceOfGain() {
    return tail(gained, lost + gained);
  }

  private static double tail(int successes, int trials) {
    return trials == 0
        ? 1
        : 1 - new BinomialDistribution(null, trials, 0.5).cumulativeProbability(successes - 1);
  }
}
