package dev.longtail.job.graph;

import dev.longtail.udfs.event.AuditFragment;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.EventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.event.TwinMark;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A record read by a source. Of event, dead letter, skipped and fragment one is there, and the
 * others are null. A mark is there beside an event, or alone for an event that takes another way.
 * The source parses the records, because only there the watermark can follow each partition.
 *
 * @param event a process start, or null
 * @param deadLetter an unusable record, or null
 * @param timeUnit unit of the event's time, guessed from its magnitude
 * @param skipped a well-formed record that is no process start, or null
 * @param fragment a part of an audit event, or null
 * @param twin by which the twin of an event of Windows is found, or null
 * @param replayOf the dead letters that this record was, counted then as unparsable; mostly none
 */
public record SourceRecord(
    CommandEvent event,
    DeadLetter deadLetter,
    EpochUnit timeUnit,
    Skipped skipped,
    AuditFragment fragment,
    TwinMark twin,
    List<LetterPlace> replayOf) {

  /** In an origin, goes before the number of an event in a record of several, from 1. */
  public static final String PART = "#";

  /**
   * A record that is no process start.
   *
   * @param reason why
   * @param ts its time, or {@link Rejected#NO_TIME}
   */
  public record Skipped(SkipReason reason, long ts) {}

  /** A record that was no dead letter before. */
  public SourceRecord(
      CommandEvent event,
      DeadLetter deadLetter,
      EpochUnit timeUnit,
      Skipped skipped,
      AuditFragment fragment,
      TwinMark twin) {
    this(event, deadLetter, timeUnit, skipped, fragment, twin, List.of());
  }

  /** An event or a dead letter. */
  public SourceRecord(CommandEvent event, DeadLetter deadLetter, EpochUnit timeUnit) {
    this(event, deadLetter, timeUnit, null, null, null);
  }

  /** A record in whose time no unit had to be guessed. */
  public SourceRecord(CommandEvent event, DeadLetter deadLetter) {
    this(event, deadLetter, EpochUnit.MILLISECONDS);
  }

  /** A record that is no process start. */
  public static SourceRecord skipped(SkipReason reason, long ts) {
    return new SourceRecord(
        null, null, EpochUnit.MILLISECONDS, new Skipped(reason, ts), null, null);
  }

  /** The mark of an event that takes another way. */
  static SourceRecord marked(TwinMark twin) {
    return new SourceRecord(null, null, EpochUnit.MILLISECONDS, null, null, twin);
  }

  /** This record, if it was these dead letters before. */
  public SourceRecord replaying(List<LetterPlace> letters) {
    return letters.isEmpty()
        ? this
        : new SourceRecord(
            event, deadLetter, timeUnit, skipped, fragment, twin, List.copyOf(letters));
  }

  static SourceRecord part(AuditFragment fragment) {
    return new SourceRecord(null, null, EpochUnit.MILLISECONDS, null, fragment, null);
  }

  /**
   * Parses a record; never throws on its content.
   *
   * @param origin where it comes from; only asked for if it is unusable
   * @param taker gets what the record holds, several for a record with several events
   */
  public static void parse(
      EventParser parser, byte[] raw, Supplier<String> origin, Consumer<SourceRecord> taker) {
    ParsedRecord parsed = parser.parse(raw);
    if (parsed instanceof ParsedRecord.Several several) {
      int number = 0;
      for (ParsedRecord record : several.records()) {
        number++;
        String behind = PART + number;
        taker.accept(of(record, raw, () -> origin.get() + behind));
      }
    } else {
      taker.accept(of(parsed, raw, origin));
    }
  }

  private static SourceRecord of(ParsedRecord parsed, byte[] raw, Supplier<String> origin) {
    if (parsed instanceof ParsedRecord.Event start) {
      TwinMark twin = TwinMark.of(start.event(), start.twinned());
      return new SourceRecord(start.event(), null, start.unit(), null, null, twin);
    }
    if (parsed instanceof ParsedRecord.Skipped skipped) {
      return skipped(skipped.reason(), skipped.ts());
    }
    if (parsed instanceof ParsedRecord.Fragment part) {
      return part(part.fragment());
    }
    if (parsed instanceof ParsedRecord.Untimed untimed) {
      return unusable(origin.get(), untimed.reason(), Rejected.NO_TIME, raw);
    }
    Rejected rejected = (Rejected) parsed;
    return unusable(origin.get(), rejected.reason(), rejected.ts(), raw);
  }

  /** A record that could not be read completely. */
  public static SourceRecord unusable(String origin, String reason, long ts, byte[] raw) {
    return new SourceRecord(null, DeadLetter.of(origin, reason, ts, raw));
  }

  /**
   * The record's time, which moves the watermark. A dead letter has none. A record that is no
   * process start has one: without it, a partition of other events would hold every window.
   */
  public long timestamp() {
    if (event != null) {
      return event.ts();
    }
    if (fragment != null) {
      return fragment.ts();
    }
    if (twin != null) {
      return twin.ts();
    }
    return skipped == null ? Long.MIN_VALUE : skipped.ts();
  }
}
