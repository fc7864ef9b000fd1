package dev.longtail.detectors.window;

import dev.longtail.udfs.text.CommandHash;

/** Sightings for tests. */
public final class Commands {
  /** The first of January 2025. */
  public static final long NEW_YEAR = 1735689600000L;

  private Commands() {}

  /** {@code commandLine} seen once at {@code ts}. */
  public static Sighting seen(String commandLine, long ts) {
    return new Sighting(
        CommandHash.of(commandLine), commandLine, "e" + ts, ts, "host", "user", "linux", 1);
  }
}
