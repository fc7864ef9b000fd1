package dev.longtail.job.sharding;

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
   * Which of two records of one line counts, as in {@code longtail train}: the base set's, and of
   * these the first one.
   */
  static TrainingLine first(TrainingLine a, TrainingLine b) {
    if (a.added != b.added) {
      return a.added ? b : a;
    }
    int files = a.file.compareTo(b.file);
    return files < 0 || (files == 0 && a.number <= b.number) ? a : b;
  }
}
