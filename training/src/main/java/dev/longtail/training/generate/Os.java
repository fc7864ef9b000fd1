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

  /** What separates the parts of a path. */
  String separator() {
    return separator;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
