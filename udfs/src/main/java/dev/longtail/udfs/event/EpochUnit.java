package dev.longtail.udfs.event;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The unit of a time that is a number since an epoch, found by the number's size.
 *
 * <p>For an event of this century, the numbers in the different units are a factor of 1,000 apart,
 * so they cannot be confused: 2025 begins at 1.7e9 seconds, 1.7e12 milliseconds, 1.7e15
 * microseconds and 1.7e18 nanoseconds.
 */
public enum EpochUnit {
  /** Milliseconds, the expected unit. A date in text also counts as milliseconds. */
  MILLISECONDS("milliseconds"),
  /**
   * Below {@value #FEWEST_SECONDS}: in milliseconds the first 28 hours of 1970, in seconds up to
   * 1973.
   */
  SMALL("milliseconds of the first two days of 1970"),
  SECONDS("seconds"),
  MICROSECONDS("microseconds"),
  NANOSECONDS("nanoseconds"),
  /** Windows' FILETIME, 100 nanoseconds since 1601. */
  FILETIME("a Windows FILETIME"),
  /** A date in text without a zone, which is taken for UTC. */
  UTC_ASSUMED("UTC");

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

  /** The unit of a number of at least 0; empty if the number is a time in no unit. */
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

  /** Milliseconds since 1970 of a number of this unit; fractions of a millisecond are cut off. */
  long millis(long number) {
    return switch (this) {
      case MILLISECONDS, SMALL, UTC_ASSUMED -> number;
      case SECONDS -> 1000 * number;
      case MICROSECONDS -> number / 1000;
      case NANOSECONDS -> number / 1_000_000;
      case FILETIME -> (number - FILETIME_OF_1970) / 10_000;
    };
  }

  /**
   * One sentence for the user about the times of a run that were not in milliseconds; empty if
   * there were none.
   *
   * @param counts times of each unit; {@link #MILLISECONDS} is ignored
   */
  public static Optional<String> warning(Map<EpochUnit, Long> counts) {
    StringBuilder units = new StringBuilder();
    for (EpochUnit unit : values()) {
      if (unit != MILLISECONDS && unit != UTC_ASSUMED && counts.getOrDefault(unit, 0L) > 0) {
        units.append(units.length() == 0 ? "" : ", ").append(unit.times(counts));
      }
    }
    StringBuilder warning = new StringBuilder();
    if (units.length() > 0) {
      warning
          .append("warning: by their size, field ts read ")
          .append(units)
          .append("; milliseconds or 2025-01-05T12:00:00Z leave no doubt");
    }
    if (counts.getOrDefault(UTC_ASSUMED, 0L) > 0) {
      warning
          .append(warning.length() == 0 ? "" : "\n")
          .append("warning: read ")
          .append(UTC_ASSUMED.times(counts))
          .append(", because they have no zone; let the collector write one");
    }
    return warning.length() == 0 ? Optional.empty() : Optional.of(warning.toString());
  }

  private String times(Map<EpochUnit, Long> counts) {
    long count = counts.get(this);
    return String.format(Locale.ROOT, "%,d %s as %s", count, count == 1 ? "time" : "times", words);
  }
}
