package dev.longtail.training.generate;

import java.time.DayOfWeek;
import java.util.Locale;

/** When a command runs: its share on each day of the week and its time of the day (UTC). */
enum Rhythm {
  /** Services and agents: round the clock. */
  ALWAYS,
  /** People: business hours with a dip at noon, hardly anything at weekends. */
  WORK,
  /** Logons and the programs they start. */
  MORNING,
  /** Nightly jobs. */
  NIGHT,
  /** Timers at the full hour, such as cron and scheduled tasks. */
  HOURLY,
  /** Maintenance in the early hours of Wednesday and Sunday. */
  PATCH;

  private static final int HOUR = 3600;

  /** Events on such a day, relative to the mean day. */
  double share(DayOfWeek day) {
    boolean weekend = day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
    return switch (this) {
      case ALWAYS, NIGHT, HOURLY -> 1.0;
      case WORK -> weekend ? 0.10 : 1.36;
      case MORNING -> weekend ? 0.05 : 1.38;
      case PATCH -> day == DayOfWeek.WEDNESDAY || day == DayOfWeek.SUNDAY ? 3.0 : 0.2;
    };
  }

  /** A millisecond of the day. */
  int millisecond(Rng rng) {
    double second =
        switch (this) {
          case ALWAYS -> rng.unit() * 24 * HOUR;
          case WORK -> working(rng);
          case MORNING -> 7.2 * HOUR + (rng.unit() + rng.unit()) * 1.2 * HOUR;
          case NIGHT -> rng.unit() * 5 * HOUR;
          case HOURLY -> rng.below(24) * HOUR + rng.unit() * 90;
          case PATCH -> HOUR + (rng.unit() + rng.unit()) * 2 * HOUR;
        };
    return (int) (second * 1000);
  }

  /**
   * The sum of three uniform numbers is close to a bell curve from 7 to 19 h; noon is thinned out.
   */
  private static double working(Rng rng) {
    while (true) {
      double hour = 7 + (rng.unit() + rng.unit() + rng.unit()) * 4;
      boolean noon = hour >= 12 && hour < 13;
      if (!noon || rng.unit() < 0.5) {
        return hour * HOUR;
      }
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
