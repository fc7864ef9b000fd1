package dev.longtail.detectors.window;

/** What is counted on the way from events to training data. */
public enum FunnelStage {
  /** Records that are no usable event. */
  UNPARSABLE,
  /** Events whose window was closed already. */
  LATE,
  /** Events whose command line the window had seen. */
  REPEATED,
  /** Different command lines. */
  UNIQUE,
  /** Those of them that were too many to remember one by one: their number is an estimate. */
  ESTIMATED,
  /** Those of them that the window's own model ranked. */
  RANKED,
  /** Those of them that chance left out, because no earlier window's model could choose. */
  WARM_UP,
  /** Different commands among the top k of any detector. */
  ANOMALIES,
  /** Anomalies that an earlier exemplar stands for. */
  NEAR_DUPLICATES,
  /** Anomalies to be labelled. */
  EXEMPLARS,
  /** Exemplars with that verdict. */
  BENIGN,
  /** Exemplars with that verdict. */
  MALICIOUS,
  /** Exemplars without a verdict. */
  ABSTAINED,
  /** Exemplars that became training data. */
  ADMITTED,
  /** Exemplars that were kept out of it. */
  QUARANTINED,
  /** Events whose command does not belong to the scale's sample. */
  NOT_SAMPLED,
  /**
   * Anomalies that the published near-duplicate rule would have merged, given its own exemplars.
   */
  NEAR_DUPLICATES_PUBLISHED,
  /** Exemplars of the earliest windows that the registry forgot to stay within its capacity. */
  FORGOTTEN
}
