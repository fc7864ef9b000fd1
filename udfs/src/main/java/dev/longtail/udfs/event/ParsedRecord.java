package dev.longtail.udfs.event;

import java.util.List;

/** The result of parsing one record. */
public sealed interface ParsedRecord {
  /**
   * A process start.
   *
   * @param event the event
   * @param unit of the number that gave its time
   * @param twinned which channel of Windows told it of which process; null if none did
   */
  record Event(CommandEvent event, EpochUnit unit, Twinned twinned) implements ParsedRecord {
    /** A start that has no twin. */
    public Event(CommandEvent event, EpochUnit unit) {
      this(event, unit, null);
    }
  }

  /**
   * A process start whose record has no time. It can be shown, but belongs to no window.
   *
   * @param event the event; its {@code ts} means nothing
   * @param field that should have had the time
   */
  record Untimed(CommandEvent event, String field) implements ParsedRecord {
    /** Why a job cannot use it. */
    public String reason() {
      return "field " + field + ": missing";
    }
  }

  /**
   * A well-formed record that is no process start. It is counted, and is no dead letter.
   *
   * @param reason why it is none
   * @param ts the record's time; {@link Rejected#NO_TIME} if it is not known
   */
  record Skipped(SkipReason reason, long ts) implements ParsedRecord {}

  /**
   * A record with several events.
   *
   * @param records what each is; none is of this kind
   */
  record Several(List<ParsedRecord> records) implements ParsedRecord {}

  /**
   * A record that is a part of an event; the others come before or after it.
   *
   * @param fragment to be joined
   */
  record Fragment(AuditFragment fragment) implements ParsedRecord {}

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
