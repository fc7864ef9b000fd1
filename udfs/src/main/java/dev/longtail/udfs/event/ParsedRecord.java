package dev.longtail.udfs.event;

/** The result of parsing one record. */
public sealed interface ParsedRecord {
  /**
   * A process start.
   *
   * @param event the event
   * @param unit of the number that gave its time
   */
  record Event(CommandEvent event, EpochUnit unit) implements ParsedRecord {}

  /**
   * An unusable record, which becomes a dead letter.
   *
   * @param reason names the field and what is wrong with it
   * @param ts the record's time; {@link #NO_TIME} if it could not be read
   */
  record Rejected(String reason, long ts) implements ParsedRecord {
    /** The record's time is not known. */
    public static final long NO_TIME = Long.MIN_VALUE;
  }
}
