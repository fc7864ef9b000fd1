package dev.longtail.job.up;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Events to replay, one day (UTC) after the other. Two that were made alike give the same records
 * in the same order: the position in a topic is a number of records.
 */
public interface EventDays {
  /**
   * A day with at least one record.
   *
   * @param date the day
   * @param lines its records in the order of time
   */
  record Day(LocalDate date, List<TimedLine> lines) {
    /** The first moment after the day, in epoch milliseconds. */
    long end() {
      return date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
  }

  /**
   * The next day; empty at the end.
   *
   * @throws dev.longtail.udfs.io.InputException if its records cannot be read
   */
  Optional<Day> next();
}
