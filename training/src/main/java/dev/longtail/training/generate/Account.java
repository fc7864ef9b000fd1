package dev.longtail.training.generate;

import java.util.Locale;

/** The kind of account a command runs under. */
enum Account {
  /** The person the host belongs to. */
  PERSON,
  /** An administrator who logged on to the host. */
  ADMIN,
  /** The operating system itself. */
  SYSTEM,
  /** A service account. */
  SERVICE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
