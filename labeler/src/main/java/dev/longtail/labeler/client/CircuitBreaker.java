package dev.longtail.labeler.client;

import java.time.Duration;
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
  private final long pauseNanos;
  private final LongSupplier nanoClock;
  private int failures;
  private long openedAt;
  private boolean trialOut;
  private String lastFailure = "";

  CircuitBreaker(int threshold, Duration pause, LongSupplier nanoClock) {
    this.threshold = threshold;
    this.pauseNanos = pause.toNanos();
    this.nanoClock = nanoClock;
  }

  /** Whether a request may be sent. */
  synchronized boolean lets() {
    if (failures < threshold) {
      return true;
    }
    if (trialOut || nanoClock.getAsLong() - openedAt < pauseNanos) {
      return false;
    }
    trialOut = true;
    return true;
  }

  /** The endpoint works. */
  synchronized void answered() {
    failures = 0;
    trialOut = false;
  }

  /** The endpoint did not serve a request, after all its retries. */
  synchronized void failed(String reason) {
    failures++;
    trialOut = false;
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
    return "endpoint down after " + failures + " failures, the last: " + lastFailure;
  }
}
