package dev.longtail.labeler.client;

import java.util.Optional;

/**
 * The cap on the cost of labelling, in calls and tokens. Both are counted before a request is sent,
 * so concurrent callers cannot exceed the cap.
 *
 * <p>A call counts however it ends, because providers count failed calls too. Tokens are reserved
 * at their upper bound; when the answer says how many it used, the count is corrected. A budget
 * lives as long as its JVM; a {@link LabelJournal} outlives it. Thread-safe.
 */
public final class Budget {
  private final long maxCalls;
  private final long maxTokens;
  private long calls;
  private long tokens;

  /**
   * A budget with nothing spent.
   *
   * @param maxCalls HTTP requests that may be sent, retries included
   * @param maxTokens tokens that may be used, questions and answers together
   */
  public Budget(long maxCalls, long maxTokens) {
    if (maxCalls < 0 || maxTokens < 0) {
      throw new IllegalArgumentException("a budget is at least 0");
    }
    this.maxCalls = maxCalls;
    this.maxTokens = maxTokens;
  }

  /** The call and the tokens set aside for one request. */
  public final class Reservation {
    private long reserved;
    private boolean released;

    private Reservation(long reserved) {
      this.reserved = reserved;
    }

    /** Takes the call back. Only for a request that certainly did not reach anybody. */
    public void release() {
      synchronized (Budget.this) {
        if (!released) {
          released = true;
          calls--;
          tokens -= reserved;
        }
      }
    }

    /** Replaces the reserved tokens by the tokens used; the call stays counted. */
    public void settle(long used) {
      synchronized (Budget.this) {
        tokens += used - reserved;
        reserved = used;
      }
    }
  }

  /** Counts one call with at most {@code upperBound} tokens, or nothing if it does not fit. */
  public synchronized Optional<Reservation> reserve(long upperBound) {
    if (calls >= maxCalls || upperBound > maxTokens - tokens) {
      return Optional.empty();
    }
    calls++;
    tokens += upperBound;
    return Optional.of(new Reservation(upperBound));
  }

  /** Calls counted so far. */
  public synchronized long calls() {
    return calls;
  }

  /** Tokens used, and reserved by calls in flight. */
  public synchronized long tokens() {
    return tokens;
  }

  /** Calls that may still be sent; the largest number without a cap. */
  public synchronized long callsLeft() {
    return maxCalls == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, maxCalls - calls);
  }

  /** Tokens that may still be used; the largest number without a cap. */
  public synchronized long tokensLeft() {
    return maxTokens == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, maxTokens - tokens);
  }

  /**
   * Takes over what a job had spent before a restart. If this JVM has counted more, that stands, so
   * a call may be repeated.
   */
  public synchronized void raiseTo(long spentCalls, long spentTokens) {
    calls = Math.max(calls, spentCalls);
    tokens = Math.max(tokens, spentTokens);
  }

  /** Why {@link #reserve} refuses, for people. */
  synchronized String exhaustion() {
    return calls >= maxCalls
        ? "budget: all " + maxCalls + " calls are spent"
        : "budget: " + tokens + " of " + maxTokens + " tokens are spent";
  }
}
