package dev.longtail.training.generate;

import java.util.Locale;

/** Where lines of a shape may occur; the package's documentation describes the sets. */
enum Exposure {
  /** Everywhere. */
  OPEN,
  /** An attack that a sandbox run does not reveal: only in telemetry and the incident set. */
  QUIET,
  /** Held out: only in the incident set. */
  INCIDENT;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
