package dev.longtail.training.families;

import dev.longtail.udfs.text.CommandHash;
import java.util.Comparator;

/**
 * A line with known label and family that may be tested.
 *
 * @param cmd the command line
 * @param malicious whether it is an attack
 * @param os its operating system; empty if unknown
 * @param family the source it was gathered from; empty if unknown
 * @param template its template: lines that differ only in volatile parts share it
 * @param mined whether a line of the template was an anomaly of a backfill
 */
record SourceLine(
    String cmd, boolean malicious, String os, String family, String template, boolean mined) {
  /** An order that has nothing to do with files, so that a prefix is a random sample. */
  static final Comparator<SourceLine> BY_HASH =
      Comparator.comparingLong((SourceLine line) -> CommandHash.of(line.cmd))
          .thenComparing(SourceLine::cmd);

  SourceLine withOs(String known) {
    return new SourceLine(cmd, malicious, known, family, template, mined);
  }

  /** One line for the template of both, the first by hash; mined if one of them was. */
  SourceLine or(SourceLine other) {
    SourceLine first = BY_HASH.compare(this, other) <= 0 ? this : other;
    return new SourceLine(first.cmd, malicious, first.os, family, template, mined || other.mined);
  }
}
