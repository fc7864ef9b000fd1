package dev.longtail.udfs.event;

/** What a parser makes of one record. */
public sealed interface ParsedRecord {
  /**
   * A process start.
   *
   * @param event the event
   * @param unit of the number that its time was
   */
  record Event(CommandEvent event, EpochUnit unit) implements ParsedRecord {}

  /**
   * A record that cannot be used; it is kept as a dead letter.
   *
   * @param reason names the field and what is wrong with it
   * @param ts the record's time if that much could be read, else {@link #NO_TIME}
   */
  record Rejected(String reason, long ts) implements ParsedRecord {
    /** The record's time is not known. */
    public static final long NO_TIME = Long.MIN_VALUE;
  }
}
