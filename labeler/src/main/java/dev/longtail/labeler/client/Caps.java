package dev.longtail.labeler.client;

import dev.longtail.udfs.io.InputException;
import java.io.Serializable;

/**
 * Caps on what may be spent; {@link Long#MAX_VALUE} is no cap.
 *
 * @param calls HTTP requests, retries included
 * @param tokens of questions and answers together
 * @param cost money in billionths
 */
public record Caps(long calls, long tokens, long cost) implements Serializable {
  /** No cap. */
  public static final Caps NONE = new Caps(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  public Caps {
    if (calls < 0 || tokens < 0 || cost < 0) {
      throw new InputException("a cap must be at least 0");
    }
  }

  /** Caps in the units of the configuration; null is no cap. */
  public static Caps of(Long calls, Long tokens, Double money) {
    return new Caps(
        calls == null ? Long.MAX_VALUE : calls,
        tokens == null ? Long.MAX_VALUE : tokens,
        money == null ? Long.MAX_VALUE : Spent.billionths(money));
  }

  /** The cap on money; meaningless without one. */
  public double money() {
    return Spent.money(cost);
  }

  /** Whether money is capped. */
  public boolean costs() {
    return cost != Long.MAX_VALUE;
  }

  /** What is left of {@code cap}; the largest number without one. */
  public static long left(long cap, long used) {
    return cap == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, cap - used);
  }

  boolean hold(Spent sum) {
    return (calls == Long.MAX_VALUE || sum.calls() <= calls)
        && (tokens == Long.MAX_VALUE || sum.tokens() <= tokens)
        && (cost == Long.MAX_VALUE || sum.cost() <= cost);
  }

  /** Why {@code more} goes not beside {@code spent}, for people. */
  String exhaustion(Spent spent, Spent more) {
    if (spent.calls() + more.calls() > calls) {
      return "all %d calls are spent".formatted(calls);
    }
    if (tokens != Long.MAX_VALUE && spent.tokens() + more.tokens() > tokens) {
      return "%d of %d tokens are spent".formatted(spent.tokens(), tokens);
    }
    return "%.4f of %.4f are spent".formatted(spent.money(), Spent.money(cost));
  }
}
