package dev.longtail.job.graph;

import dev.longtail.udfs.event.EpochUnit;
import java.util.Locale;

/** Names of the accumulators that tell how far a job is. */
public final class ProgressCounters {
  /** Records read, whatever became of them. */
  public static final String RECORDS = "records";

  /** Records of times outside of the asked range. */
  public static final String OUT_OF_RANGE = "out-of-range";

  /** Lines that have got their verdict, those of the control arms included. */
  public static final String LABELLED = "labelled";

  /** Abstentions among them. */
  static final String ABSTAINED = "abstained";

  /** The earliest event time read. */
  public static final String EARLIEST = "earliest";

  /** The latest event time read. */
  public static final String LATEST = "latest";

  private ProgressCounters() {}

  /** Of a unit other than milliseconds: the events whose time was taken for a number of it. */
  public static String timesIn(EpochUnit unit) {
    return "times-in-" + unit.name().toLowerCase(Locale.ROOT);
  }
}
