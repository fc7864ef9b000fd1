package dev.longtail.job.graph;

/** What the job writes; the folder or topic is named after it. */
public enum Output {
  /** The top k of each window, scale and detector. */
  ANOMALIES("anomalies"),
  /** What gets labelled. */
  EXEMPLARS("exemplars"),
  /** Anomalies that an exemplar stands for. */
  NEAR_DUPLICATES("near-duplicates"),
  /** What the labeler said of each exemplar. */
  VERDICTS("verdicts"),
  /** Admitted benign lines. */
  TRAINING_DATA("training-data"),
  /** Labelled exemplars that were not admitted, with the reason. */
  QUARANTINE("quarantine"),
  /** Labelled lines of the control arms. */
  CONTROL("control"),
  /** Records that are no usable event. */
  DEAD_LETTERS("dead-letters"),
  /** Counts of every stage. */
  FUNNEL("funnel");

  private final String folder;

  Output(String folder) {
    this.folder = folder;
  }

  /** Name of the folder or topic. */
  public String folder() {
    return folder;
  }
}
