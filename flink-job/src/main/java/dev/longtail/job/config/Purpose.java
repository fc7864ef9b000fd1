package dev.longtail.job.config;

/** The purpose of a job; it decides which options are required. */
public enum Purpose {
  /** The streaming job: source, sink and checkpoints are required. */
  STREAMING,
  /** A bounded job over some days: first and last day are required. */
  BACKFILL,
  /** Any other purpose: no option is required. */
  ANY
}
