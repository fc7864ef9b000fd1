package dev.longtail.training.generate;

import java.time.LocalDate;
import java.util.Objects;

/**
 * What telemetry to generate.
 *
 * @param from first day, UTC
 * @param days number of days, 1 to 366
 * @param eventsPerDay mean number of events a day, 100 to 1,000,000; weekends have fewer
 * @param seed the same options and seed give the same bytes
 */
public record GeneratorOptions(LocalDate from, int days, int eventsPerDay, long seed) {
  /** The default first day. */
  public static final LocalDate DEFAULT_FROM = LocalDate.of(2025, 1, 1);

  /** The default number of days. */
  public static final int DEFAULT_DAYS = 31;

  /** The default mean number of events per day. */
  public static final int DEFAULT_EVENTS_PER_DAY = 4000;

  /** The default seed. */
  public static final long DEFAULT_SEED = 1;

  /**
   * Refuses options for which nothing can be generated.
   *
   * @throws IllegalArgumentException naming the option
   */
  public GeneratorOptions {
    Objects.requireNonNull(from, "from");
    if (from.getYear() < 1970 || from.getYear() > 9998) {
      throw new IllegalArgumentException("from must lie in the years 1970 to 9998, not " + from);
    }
    if (days < 1 || days > 366) {
      throw new IllegalArgumentException("days must be 1 to 366, not " + days);
    }
    if (eventsPerDay < 100 || eventsPerDay > 1_000_000) {
      throw new IllegalArgumentException(
          "events per day must be 100 to 1000000, not " + eventsPerDay);
    }
  }

  /** A January of a small site. */
  public static GeneratorOptions defaults() {
    return new GeneratorOptions(DEFAULT_FROM, DEFAULT_DAYS, DEFAULT_EVENTS_PER_DAY, DEFAULT_SEED);
  }

  /** The first day after the telemetry. */
  public LocalDate end() {
    return from.plusDays(days);
  }
}
