package dev.longtail.training.passport;

import java.util.function.Consumer;

/**
 * Events of a line on a host and a day. A text that is not known is empty.
 *
 * @param line the command line
 * @param day in UTC, e.g. {@code 2025-01-05}
 * @param host where it ran
 * @param user account it ran under
 * @param os {@code windows}, {@code linux} or {@code macos}
 * @param image path of the program
 * @param parent image or command line of the program that started it
 * @param events how often
 */
public record LineSighting(
    String line,
    String day,
    String host,
    String user,
    String os,
    String image,
    String parent,
    long events) {

  /** Where sightings come from; it can be read more than once. */
  @FunctionalInterface
  public interface Source {
    /** Gives every sighting. */
    void forEach(Consumer<LineSighting> to);
  }
}
