package dev.longtail.job.config;

/** The sections of a configuration file. */
public enum Section {
  SOURCE("source", "Where the streaming job's events come from"),
  EARLIER_EXEMPLARS(
      "earlier-exemplars",
      "Exemplars of earlier runs: what nearly repeats one of an earlier window is not labelled"
          + " again"),
  SINK("sink", "Where the streaming job's results go: Kafka or files"),
  JOB("job", "What is computed"),
  LABELER("labeler", "Who labels; without an endpoint and a truth file exemplars wait"),
  SCORING(
      "scoring",
      "The classifier that scores every unique command; without a model nothing is scored"),
  CHECKPOINTS("checkpoints", "When and where the streaming job saves its state"),
  PAGE("page", "The page that shows the streaming job; anyone who reaches its port reads results");

  private final String key;
  private final String meaning;

  Section(String key, String meaning) {
    this.key = key;
    this.meaning = meaning;
  }

  /** Its key in the file. */
  public String key() {
    return key;
  }

  /** The subject of its options. */
  public String meaning() {
    return meaning;
  }
}
