package dev.longtail.job.up;

import dev.longtail.training.generate.TelemetryDays;
import dev.longtail.udfs.io.Json;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Optional;

/** Generated days, up to the last one that is over: events of the future are no events. */
public final class GeneratedEvents implements EventDays {
  private final TelemetryDays site;
  private final LocalDate end;
  private LocalDate next;

  /**
   * Days of a site.
   *
   * @param from the first day
   * @param end the first day that is not replayed any more
   */
  public GeneratedEvents(TelemetryDays site, LocalDate from, LocalDate end) {
    this.site = site;
    this.next = from;
    this.end = end;
  }

  @Override
  public Optional<Day> next() {
    if (!next.isBefore(end)) {
      return Optional.empty();
    }
    LocalDate day = next;
    next = next.plusDays(1);
    return Optional.of(
        new Day(
            day,
            site.day(day).stream()
                .map(
                    event ->
                        new TimedLine(
                            event.ts(), Json.line(event).getBytes(StandardCharsets.UTF_8)))
                .toList()));
  }
}
