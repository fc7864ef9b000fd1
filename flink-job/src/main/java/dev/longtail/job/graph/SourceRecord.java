package dev.longtail.job.graph;

import dev.longtail.udfs.event.AuditFragment;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.EventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.event.TwinMark;
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
 */
public record SourceRecord(
    CommandEvent event,
    DeadLetter deadLetter,
    EpochUnit timeUnit,
    Skipped skipped,
    AuditFragment fragment,
    TwinMark twin) {

  /**
   * A record that is no process start.
   *
   * @param reason why
   * @param ts its time, or {@link Rejected#NO_TIME}
   */
  public record Skipped(SkipReason reason, long ts) {}

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
      several.records().forEach(record -> taker.accept(of(record, raw, origin)));
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
