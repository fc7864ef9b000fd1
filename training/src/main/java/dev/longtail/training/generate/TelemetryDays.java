package dev.longtail.training.generate;

import dev.longtail.udfs.event.CommandEvent;
import java.time.LocalDate;
import java.util.List;

/**
 * Generated telemetry day by day, without end. A day has the events that {@link TelemetryGenerator}
 * writes for it with the same seed and number of events.
 */
public final class TelemetryDays {
  private final Traffic traffic;
  private final int eventsPerDay;

  /**
   * The days of a site.
   *
   * @param eventsPerDay mean number of events a day, as in {@link GeneratorOptions}
   * @param seed another seed makes another site
   */
  public TelemetryDays(int eventsPerDay, long seed) {
    Grammar grammar = Grammar.shipped();
    this.traffic = new Traffic(grammar, new Scene(grammar, seed), seed);
    this.eventsPerDay = eventsPerDay;
  }

  /** The events of a day, sorted by time. */
  public List<CommandEvent> day(LocalDate day) {
    return traffic.day(day, eventsPerDay).stream().map(GeneratedEvent::event).toList();
  }
}
