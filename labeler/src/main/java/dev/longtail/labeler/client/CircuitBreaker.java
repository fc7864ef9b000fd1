package dev.longtail.labeler.client;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Stops requests to a dead endpoint, which would otherwise cost hours. After several requests in a
 * row have failed for good, no request is sent for a pause. Then one request tries again.
 *
 * <p>Thread-safe. A caller whose request was let through must report exactly one of {@link
 * #answered}, {@link #failed} and {@link #unused}.
 */
final class CircuitBreaker {
  private final int threshold;
  private final long usualPauseNanos;
  private final LongSupplier nanoClock;
  private long pauseNanos;
  private int failures;
  private boolean tripped;
  private long openedAt;
  private boolean trialOut;
  private String lastFailure = "";

  CircuitBreaker(int threshold, Duration pause, LongSupplier nanoClock) {
    this.threshold = threshold;
    this.usualPauseNanos = pause.toNanos();
    this.pauseNanos = usualPauseNanos;
    this.nanoClock = nanoClock;
  }

  /** Whether a request may be sent. */
  enum Permit {
    YES,
    /** As the only one, to see whether the endpoint works again. */
    AS_TRIAL,
    NO
  }

  /** Asks for a permit for one request. */
  synchronized Permit permit() {
    if (failures < threshold) {
      return Permit.YES;
    }
    if (trialOut || remainingPause() > 0) {
      return Permit.NO;
    }
    trialOut = true;
    return Permit.AS_TRIAL;
  }

  /** Whether a request may be sent; if so, it counts as sent. */
  boolean lets() {
    return permit() != Permit.NO;
  }

  /** For how long no request will be let through; empty if one would be now. */
  synchronized Optional<Duration> closedFor() {
    if (failures < threshold) {
      return Optional.empty();
    }
    long left = remainingPause();
    return left <= 0 && !trialOut
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(left, 0)));
  }

  private long remainingPause() {
    return pauseNanos - (nanoClock.getAsLong() - openedAt);
  }

  /** The endpoint works. */
  synchronized void answered() {
    failures = 0;
    trialOut = false;
    tripped = false;
    pauseNanos = usualPauseNanos;
  }

  /** The endpoint says itself that it will not serve anybody for a while. */
  synchronized void trip(String reason, Duration pause) {
    failures = threshold;
    trialOut = false;
    tripped = true;
    lastFailure = reason;
    pauseNanos = pause.toNanos();
    openedAt = nanoClock.getAsLong();
  }

  /** Whether nothing is let through because the endpoint said so. */
  synchronized boolean isTripped() {
    return tripped;
  }

  /** The endpoint did not serve a request, after all its retries. */
  synchronized void failed(String reason) {
    failures++;
    trialOut = false;
    tripped = false;
    pauseNanos = usualPauseNanos;
    lastFailure = reason;
    if (failures >= threshold) {
      openedAt = nanoClock.getAsLong();
    }
  }

  /** The request that was let through says nothing about the endpoint: it was never sent. */
  synchronized void unused() {
    trialOut = false;
  }

  /** Why {@link #lets} says no. */
  synchronized String reason() {
    return tripped
        ? lastFailure
        : "endpoint down after " + failures + " failures, the last: " + lastFailure;
  }
}
