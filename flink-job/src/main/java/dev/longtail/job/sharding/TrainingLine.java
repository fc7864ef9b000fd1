package dev.longtail.job.sharding;

import java.util.Comparator;

/**
 * A line of a training set on its way to its shard.
 *
 * @param cmd the command line
 * @param malicious its label
 * @param os its operating system; empty if unknown
 * @param family its source; empty if unknown
 * @param added whether it is added to the base set
 * @param file name of its file
 * @param number its line there
 * @param vector its embedding; empty before it has one, and where none is needed
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not kept or compared
public record TrainingLine(
    String cmd,
    boolean malicious,
    String os,
    String family,
    boolean added,
    String file,
    long number,
    float[] vector) {

  TrainingLine with(float[] embedding) {
    return new TrainingLine(cmd, malicious, os, family, added, file, number, embedding);
  }

  /**
   * The base set's before what is added, and of these the first one, as in {@code longtail train}.
   */
  private static final Comparator<TrainingLine> ORDER =
      Comparator.comparing(TrainingLine::added)
          .thenComparing(TrainingLine::file)
          .thenComparing(TrainingLine::number)
          // Two folders may have files of one name.
          .thenComparing(TrainingLine::malicious)
          .thenComparing(TrainingLine::os)
          .thenComparing(TrainingLine::family);

  /** Which of two records of one line counts. */
  static TrainingLine first(TrainingLine a, TrainingLine b) {
    return ORDER.compare(a, b) <= 0 ? a : b;
  }
}
