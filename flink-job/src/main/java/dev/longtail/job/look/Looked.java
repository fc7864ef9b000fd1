package dev.longtail.job.look;

import java.util.List;

/**
 * How much of an input was read.
 *
 * @param input as the user named it
 * @param parts files or partitions
 * @param partsInPart parts that were not read to their end
 * @param bytes of all parts as they are stored; -1 if not known
 * @param bytesRead of these
 * @param refused files that cannot be read, with the reason
 * @param warning about files that are not read because of their names; may be empty
 */
public record Looked(
    String input,
    int parts,
    int partsInPart,
    long bytes,
    long bytesRead,
    List<Findings.Bad> refused,
    String warning) {
  /** Whether every record was read. */
  boolean isWhole() {
    return partsInPart == 0;
  }
}
