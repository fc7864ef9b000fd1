package dev.longtail.udfs.shape;

/**
 * The program that a command line starts, by the name that shapes use: the last component of its
 * path, in lower case, without the extension of a Windows program.
 */
public final class ProgramName {
  private ProgramName() {}

  /** The name of the program; empty if the line begins with none. */
  public static String of(String commandLine) {
    return ToolName.of(ProgramPath.of(commandLine)).name();
  }
}
