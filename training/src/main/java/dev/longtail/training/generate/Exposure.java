package dev.longtail.training.generate;

import java.util.Locale;

/** Where lines of a shape may turn up, see the package's description of the sets. */
enum Exposure {
  /** Everywhere. */
  OPEN,
  /** An attack that a sandbox run does not bring out: in telemetry and the incident set only. */
  QUIET,
  /** Held out: in the incident set only. */
  INCIDENT;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
