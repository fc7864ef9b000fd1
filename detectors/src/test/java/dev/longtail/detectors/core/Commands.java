package dev.longtail.detectors.core;

import dev.longtail.udfs.core.CommandHash;

/** Candidates for tests. */
public final class Commands {
  /** The first of January 2025. */
  public static final long NEW_YEAR = 1735689600000L;

  private Commands() {}

  /** {@code commandLine} seen once at {@code ts}. */
  public static Candidate seen(String commandLine, long ts) {
    return new Candidate(
        CommandHash.of(commandLine), commandLine, "e" + ts, ts, "host", "user", "linux", 1);
  }
}
