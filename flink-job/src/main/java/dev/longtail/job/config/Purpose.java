package dev.longtail.job.config;

/** What a job is for; decides which options it needs. */
public enum Purpose {
  /** The streaming job: source, sink and checkpoints must be named. */
  STREAMING,
  /** A bounded job over some days: first and last day must be named. */
  BACKFILL,
  /** Anything else: nothing must be named. */
  ANY
}
