package dev.longtail.labeler.client;

/**
 * What labelling has cost.
 *
 * @param calls HTTP requests
 * @param tokens tokens of questions and answers; of calls that were never settled, the upper bound
 */
public record Spent(long calls, long tokens) {
  /** Nothing. */
  public static final Spent NOTHING = new Spent(0, 0);

  /** Both together. */
  public Spent plus(Spent other) {
    return new Spent(calls + other.calls, tokens + other.tokens);
  }

  /** The larger of each count. */
  public Spent max(Spent other) {
    return new Spent(Math.max(calls, other.calls), Math.max(tokens, other.tokens));
  }
}
