package dev.longtail.udfs.event;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The unit of a time that is a number since an epoch, told by its magnitude.
 *
 * <p>Of an event of this century the numbers of the units lie a factor of a thousand apart, so that
 * none can be another: 2025 begins at 1.7e9 seconds, 1.7e12 milliseconds, 1.7e15 microseconds and
 * 1.7e18 nanoseconds.
 */
public enum EpochUnit {
  /** Milliseconds, or no number but a date: what is expected. */
  MILLISECONDS("milliseconds"),
  /** Up to {@value #FEWEST_SECONDS}: the first day of 1970 in milliseconds, 1973 in seconds. */
  SMALL("milliseconds of the first two days of 1970"),
  SECONDS("seconds"),
  MICROSECONDS("microseconds"),
  NANOSECONDS("nanoseconds"),
  /** Windows' FILETIME, 100 nanoseconds since 1601. */
  FILETIME("a Windows FILETIME");

  static final long FEWEST_SECONDS = 100_000_000L;

  private static final long MOST_SECONDS = 100_000_000_000L;

  /** The end of the year 9999. */
  private static final long MOST_MILLIS = 253_402_300_800_000L;

  private static final long FILETIME_OF_1970 = 116_444_736_000_000_000L;
  private static final long FILETIME_OF_2100 = 157_469_184_000_000_000L;
  private static final long MOST_MICROS = 100_000_000_000_000_000L;
  private static final long FEWEST_NANOS = 100_000_000 * 1_000_000_000L;

  private final String words;

  EpochUnit(String words) {
    this.words = words;
  }

  /** The unit of a number, which is not negative; empty if it is a time in none of them. */
  static Optional<EpochUnit> of(long number) {
    if (number < FEWEST_SECONDS) {
      return Optional.of(SMALL);
    }
    if (number < MOST_SECONDS) {
      return Optional.of(SECONDS);
    }
    if (number < MOST_MILLIS) {
      return Optional.of(MILLISECONDS);
    }
    if (number < MOST_MICROS) {
      return Optional.of(MICROSECONDS);
    }
    if (number >= FILETIME_OF_1970 && number <= FILETIME_OF_2100) {
      return Optional.of(FILETIME);
    }
    return number >= FEWEST_NANOS && number > FILETIME_OF_2100
        ? Optional.of(NANOSECONDS)
        : Optional.empty();
  }

  /** Milliseconds since 1970 of a number of this unit; fractions of one are cut off. */
  long millis(long number) {
    return switch (this) {
      case MILLISECONDS, SMALL -> number;
      case SECONDS -> 1000 * number;
      case MICROSECONDS -> number / 1000;
      case NANOSECONDS -> number / 1_000_000;
      case FILETIME -> (number - FILETIME_OF_1970) / 10_000;
    };
  }

  /**
   * One sentence for the user about the times of a run that were no milliseconds; empty if there
   * were none.
   *
   * @param counts times of each unit; {@link #MILLISECONDS} does not matter
   */
  public static Optional<String> warning(Map<EpochUnit, Long> counts) {
    StringBuilder units = new StringBuilder();
    for (EpochUnit unit : values()) {
      long count = counts.getOrDefault(unit, 0L);
      if (unit != MILLISECONDS && count > 0) {
        units
            .append(units.length() == 0 ? "" : ", ")
            .append(
                String.format(
                    Locale.ROOT, "%,d %s as %s", count, count == 1 ? "time" : "times", unit.words));
      }
    }
    return units.length() == 0
        ? Optional.empty()
        : Optional.of(
            "warning: by their size, field ts read "
                + units
                + "; milliseconds or 2025-01-05T12:00:00Z leave no doubt");
  }
}
