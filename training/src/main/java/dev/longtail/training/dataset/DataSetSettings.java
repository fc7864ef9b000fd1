package dev.longtail.training.dataset;

import dev.longtail.udfs.io.InputException;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What a data set is made by, beside its inputs.
 *
 * @param from the first day, UTC; empty: all days before {@code to}
 * @param to the last day
 * @param testFrom the first day of the test period: nothing that was first seen then or later is
 *     trained on
 * @param benignHosts hosts on which a line is seen to be called harmless without a rule; 0: never
 * @param mostLines unique lines of the telemetry that are kept of each kind: bears a malicious
 *     rule, a benign rule, none. Of more a sample is kept, drawn by hash
 */
public record DataSetSettings(
    Optional<LocalDate> from,
    Optional<LocalDate> to,
    Optional<LocalDate> testFrom,
    int benignHosts,
    int mostLines) {
  /** {@link #benignHosts} if nobody says otherwise. */
  public static final int DEFAULT_BENIGN_HOSTS = 10;

  /** {@link #mostLines} if nobody says otherwise. */
  public static final int DEFAULT_MOST_LINES = 500_000;

  /**
   * Refuses what cannot be meant.
   *
   * @throws InputException naming the value
   */
  public DataSetSettings {
    if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
      throw new InputException(
          "the last day, %s, is before the first, %s".formatted(to.get(), from.get()));
    }
    if (from.isPresent() && testFrom.isPresent() && !from.get().isBefore(testFrom.get())) {
      throw new InputException(
          "the first day, %s, is in the test period, which begins on %s"
              .formatted(from.get(), testFrom.get()));
    }
    if (benignHosts < 0 || benignHosts > LineHistory.MOST_HOSTS) {
      throw new InputException(
          "%,d hosts: from 0 to %d are counted".formatted(benignHosts, LineHistory.MOST_HOSTS));
    }
    if (mostLines < 1) {
      throw new InputException("%,d lines: at least one must be kept".formatted(mostLines));
    }
  }

  /** Whether {@code day} is between the first and the last one. */
  boolean covers(LocalDate day) {
    return from.map(first -> !day.isBefore(first)).orElse(true)
        && to.map(last -> !day.isAfter(last)).orElse(true);
  }

  /** Whether {@code day} belongs to the test period. */
  boolean isTest(LocalDate day) {
    return testFrom.map(first -> !day.isBefore(first)).orElse(false);
  }
}
