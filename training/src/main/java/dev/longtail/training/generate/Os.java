package dev.longtail.training.generate;

import java.util.Locale;

/** Operating system of a host, named as in a command event. */
enum Os {
  WINDOWS("\\"),
  LINUX("/"),
  MACOS("/");

  private final String separator;

  Os(String separator) {
    this.separator = separator;
  }

  /** The separator in paths. */
  String separator() {
    return separator;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
