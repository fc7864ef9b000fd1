package dev.longtail.detectors.window;

import java.util.Locale;

/** The stages of the funnel, from events to training data. Each is a number that the job counts. */
public enum FunnelStage {
  /** Records from which no event can be read. */
  UNPARSABLE,
  /** Events that came after their window was closed. */
  LATE,
  /** Events whose time is too far ahead of the clock: their true window is not known. */
  FUTURE,
  /** Events whose command line was already seen in the window. */
  REPEATED,
  /** Different command lines. */
  UNIQUE,
  /** Unique command lines beyond the limit of remembered ones: their number is an estimate. */
  ESTIMATED,
  /** Unique command lines that the window's own model ranked. */
  RANKED,
  /** Unique command lines left out by chance: no earlier window had a model to choose by. */
  WARM_UP,
  /** Unique command lines among the top k of any detector. */
  ANOMALIES,
  /** Anomalies that are represented by an earlier exemplar. */
  NEAR_DUPLICATES,
  /** Anomalies to be labelled. */
  EXEMPLARS,
  /** Exemplars with the verdict benign. */
  BENIGN,
  /** Exemplars with the verdict malicious. */
  MALICIOUS,
  /** Exemplars without a verdict. */
  ABSTAINED,
  /** Exemplars that became training data. */
  ADMITTED,
  /** Exemplars that were kept out of the training data. */
  QUARANTINED,
  /** Events whose command does not belong to the scale's sample. */
  NOT_SAMPLED,
  /**
   * Anomalies that the published near-duplicate rule would have merged, given its own exemplars.
   */
  NEAR_DUPLICATES_PUBLISHED,
  /** Exemplars of the earliest windows, forgotten because the registry was above its capacity. */
  FORGOTTEN,
  /** Unique command lines left out by chance, because the window before was still open. */
  CAPPED,
  /** Results of a window, such as anomalies, that came after the window was closed. */
  LATE_RESULTS,
  /** Well-formed records that are no process start. They are not among the events. */
  SKIPPED,
  /**
   * Process starts of Windows' security log that Sysmon tells as well: events where both are kept,
   * skipped where Sysmon's is kept alone.
   */
  TWINS,
  /**
   * Dead letters that were read again with success, by their old places. Each takes one from {@link
   * #UNPARSABLE}: what became of its record is counted elsewhere.
   */
  REPLAYED;

  /** Its name in {@code funnel.json} and in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
