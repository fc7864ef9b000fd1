package dev.longtail.job.graph;

/** An output of the job; its folder or topic has its name. */
public enum Output {
  /** The top k of each window, scale and detector. */
  ANOMALIES("anomalies"),
  /** Anomalies to be labelled. */
  EXEMPLARS("exemplars"),
  /** Anomalies that an exemplar represents. */
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
  /** Events that came after their window was closed. */
  LATE("late"),
  /** How far each window is from those before it. */
  DRIFT("drift"),
  /** Unique commands whose score reaches the threshold. */
  DETECTIONS("detections"),
  /** Unique commands whose scores are nearest to the threshold, for analysts. */
  REVIEW_QUEUE("review-queue"),
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
