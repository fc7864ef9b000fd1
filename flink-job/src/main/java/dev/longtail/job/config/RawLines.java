package dev.longtail.job.config;

/** Whether the job keeps command lines as they were observed. */
public enum RawLines {
  /** Lines stay as they are, in state, results and topics. Only a labeler is sent no secret. */
  KEEP,

  /** Secrets are removed from every line before anything is done with it. */
  REDACT;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
