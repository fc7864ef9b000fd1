package dev.longtail.training.review;

import java.util.List;

/**
 * What the reviews say of one stratum's verdicts.
 *
 * @param stratum judge, verdict and rule
 * @param size lines of the stratum
 * @param sampled lines in the sample
 * @param right lines of which the reviewers say what the judge said
 * @param wrong lines of which they say the opposite
 * @param unsure lines of which they could not tell
 * @param disagreed lines of which they say different things
 * @param notReviewed lines that nobody has decided
 * @param drawn lines of the sample up to the last one that was reviewed, in the order of the draw
 */
public record StratumReview(
    Stratum stratum,
    int size,
    int sampled,
    int right,
    int wrong,
    int unsure,
    int disagreed,
    int notReviewed,
    int drawn) {

  /**
   * Counts.
   *
   * @param items the stratum's lines in the sample, in the order of the draw
   * @param consensus what the reviewers say of each
   */
  static StratumReview of(List<SampleItem> items, List<Consensus> consensus) {
    Stratum stratum = items.get(0).stratum();
    int[] counts = new int[Consensus.values().length];
    int drawn = 0;
    for (int i = 0; i < consensus.size(); i++) {
      counts[consensus.get(i).ordinal()]++;
      drawn = consensus.get(i) == Consensus.NOT_REVIEWED ? drawn : i + 1;
    }
    int benign = counts[Consensus.BENIGN.ordinal()];
    int malicious = counts[Consensus.MALICIOUS.ordinal()];
    boolean harmless = stratum.verdict().equals("BENIGN");
    return new StratumReview(
        stratum,
        items.get(0).stratumSize(),
        items.size(),
        harmless ? benign : malicious,
        harmless ? malicious : benign,
        counts[Consensus.UNSURE.ordinal()],
        counts[Consensus.DISAGREED.ordinal()],
        counts[Consensus.NOT_REVIEWED.ordinal()],
        drawn);
  }

  /** Lines of which the reviewers know whether the judge was right. */
  public int decided() {
    return right + wrong;
  }

  /** Lines that were passed over: not reviewed, but a line that was drawn later was. */
  public int passedOver() {
    return drawn - right - wrong - unsure - disagreed;
  }
}
