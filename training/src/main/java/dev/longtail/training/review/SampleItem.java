package dev.longtail.training.review;

/**
 * A line that an analyst is asked about.
 *
 * @param sample id of the sample
 * @param item id of the line
 * @param position its place in the sample, from 1
 * @param stratum judge, verdict and rule
 * @param stratumNumber number of the stratum in this sample, from 1
 * @param stratumSize lines of the stratum
 * @param stratumSampled lines of the stratum in the sample
 * @param line the line with its context
 */
public record SampleItem(
    String sample,
    String item,
    int position,
    Stratum stratum,
    int stratumNumber,
    int stratumSize,
    int stratumSampled,
    JudgedLine line) {

  /** For how many lines it stands. */
  public double weight() {
    return (double) stratumSize / stratumSampled;
  }
}
