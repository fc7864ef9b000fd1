package dev.longtail.job.graph;

import dev.longtail.udfs.event.EpochUnit;
import java.util.Locale;

/** Names of the accumulators that show the progress of a job. */
public final class ProgressCounters {
  /** Process starts and unusable records read, whatever became of them. */
  public static final String RECORDS = "records";

  /** Well-formed records that are no process start; no part of {@link #RECORDS}. */
  public static final String SKIPPED = "skipped";

  /** Records whose time is outside the requested range. */
  public static final String OUT_OF_RANGE = "out-of-range";

  /** Lines that have their verdict, including lines of the control arms. */
  public static final String LABELLED = "labelled";

  /** Abstentions among them. */
  static final String ABSTAINED = "abstained";

  /** The earliest event time read. */
  public static final String EARLIEST = "earliest";

  /** The latest event time read. */
  public static final String LATEST = "latest";

  private ProgressCounters() {}

  /**
   * Counter of the events whose time was read as a number of {@code unit}; not for milliseconds.
   */
  public static String timesIn(EpochUnit unit) {
    return "times-in-" + unit.name().toLowerCase(Locale.ROOT);
  }
}
