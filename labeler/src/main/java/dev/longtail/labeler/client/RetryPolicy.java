package dev.longtail.labeler.client;

import dev.longtail.udfs.text.CommandHash;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/**
 * Which failures are worth another attempt, and when.
 *
 * @param maxAttempts requests for one question, the first included
 * @param firstPause pause before the second attempt; it doubles from then on
 */
record RetryPolicy(int maxAttempts, Duration firstPause) {
  static final RetryPolicy DEFAULT = new RetryPolicy(4, Duration.ofMillis(250));

  RetryPolicy {
    if (maxAttempts < 1 || firstPause.isNegative()) {
      throw new IllegalArgumentException("at least one attempt, no negative pause");
    }
  }

  /**
   * The pause before attempt {@code next} (from 2). It grows exponentially and is spread by up to a
   * half, so that requests that failed together do not come back together. The spread derives from
   * {@code commandHash}, not from chance.
   */
  Duration pause(int next, long commandHash) {
    return pause(next, commandHash, Duration.ofDays(1));
  }

  /** The same, with a longest pause before it is spread. */
  Duration pause(int next, long commandHash, Duration longest) {
    long grown = firstPause.toMillis() << Math.min(next - 2, 16);
    long full = Math.min(grown, longest.toMillis());
    long spread = Long.remainderUnsigned(CommandHash.mix(commandHash, next), 1_000);
    return Duration.ofMillis(full - full * spread / 2_000);
  }

  /** Whether a request failed before it reached anybody. */
  static boolean neverArrived(Throwable failure) {
    return rootOf(failure) instanceof ConnectException;
  }

  /** The failure itself, without the wrapping of futures. */
  static Throwable rootOf(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** A transport failure in few words. */
  static String describe(Throwable failure) {
    Throwable cause = rootOf(failure);
    if (cause instanceof TimeoutException) {
      return "timeout";
    }
    String what = cause instanceof ConnectException ? "cannot connect" : "connection broken";
    return what
        + ": "
        + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
  }
}
