package dev.longtail.udfs.core;

/**
 * What two command lines must share to be near-duplicates, however alike their embeddings are: the
 * tools they call, sub-commands, flags, and the digests of encoded payloads.
 *
 * @param text the shape in a readable canonical form
 */
public record CommandShape(String text) {
  /** The shape of {@code commandLine}. */
  public static CommandShape of(String commandLine) {
    return new CommandShape(commandLine);
  }
}
