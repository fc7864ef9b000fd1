package dev.longtail.labeler.client;

/**
 * What labelling has cost, or may cost at most.
 *
 * @param calls HTTP requests
 * @param promptTokens tokens of questions; of calls that were never settled, the upper bound
 * @param answerTokens tokens of answers, likewise
 * @param cost money in billionths, by the prices at the time of each call; 0 for calls whose price
 *     was not known
 */
public record Spent(long calls, long promptTokens, long answerTokens, long cost) {
  /** Nothing. */
  public static final Spent NOTHING = new Spent(0, 0, 0, 0);

  /** How many make one unit of money. */
  private static final double BILLIONTHS = 1e9;

  public Spent {
    if (calls < 0 || promptTokens < 0 || answerTokens < 0 || cost < 0) {
      throw new IllegalArgumentException("nobody spends less than nothing");
    }
  }

  /** What was written before questions and answers were counted apart. */
  public static Spent of(long calls, long tokens) {
    return new Spent(calls, tokens, 0, 0);
  }

  /** An amount of money in billionths, rounded up. */
  static long billionths(double money) {
    return (long) Math.ceil(money * BILLIONTHS);
  }

  /** Money in billionths as money. */
  static double money(long billionths) {
    return billionths / BILLIONTHS;
  }

  /** Tokens of questions and answers. */
  public long tokens() {
    return sum(promptTokens, answerTokens);
  }

  /** The cost in the currency of the prices. */
  public double money() {
    return money(cost);
  }

  /** Both together; a count that would overflow stays at the largest number. */
  public Spent plus(Spent other) {
    return new Spent(
        sum(calls, other.calls),
        sum(promptTokens, other.promptTokens),
        sum(answerTokens, other.answerTokens),
        sum(cost, other.cost));
  }

  /** This without {@code other}, nothing where that is larger. */
  public Spent minus(Spent other) {
    return new Spent(
        Math.max(0, calls - other.calls),
        Math.max(0, promptTokens - other.promptTokens),
        Math.max(0, answerTokens - other.answerTokens),
        Math.max(0, cost - other.cost));
  }

  /** The larger of each count. */
  public Spent max(Spent other) {
    return new Spent(
        Math.max(calls, other.calls),
        Math.max(promptTokens, other.promptTokens),
        Math.max(answerTokens, other.answerTokens),
        Math.max(cost, other.cost));
  }

  private static long sum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }
}
