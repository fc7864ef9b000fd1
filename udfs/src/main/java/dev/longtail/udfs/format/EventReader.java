package dev.longtail.udfs.format;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.EventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.ParsedRecord.Untimed;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.event.TwinMark;
import dev.longtail.udfs.event.Twins;

/**
 * Reads the records of a file in their order: what a record holds, several events of one record,
 * one event of several records. Every record is told to the sink once, as a start, as skipped or as
 * rejected; a record with several events once for each. Not thread-safe.
 */
public final class EventReader {
  /** Who gets what the records hold. */
  public interface Sink {
    /** A process start. */
    void start(CommandEvent event, EpochUnit unit);

    /** A process start without a time. */
    void untimed(Untimed start);

    /** A well-formed record that is no process start. */
    void skipped(SkipReason reason);

    /** An unusable record. */
    void rejected(String reason);

    /**
     * A start of Windows' security log that Sysmon tells as well. It is also told as a start, or as
     * skipped.
     */
    default void twin() {}
  }

  private final EventParser parser;
  private final Sink sink;
  private final Twins twins;
  private final TwinQueue queue;
  private final AuditJoiner audit = new AuditJoiner(this::joined);

  /** A reader of one format, or of all, that looks for no twins. */
  public EventReader(EventFormat format, Sink sink) {
    this(format, Twins.OFF, sink);
  }

  /** A reader of one format, or of all. */
  public EventReader(EventFormat format, Twins twins, Sink sink) {
    this.parser = AutoParser.of(format);
    this.sink = sink;
    this.twins = twins;
    this.queue = new TwinQueue(twins == Twins.ONCE, sink);
  }

  /** Reads one record; never throws on its content. */
  public void read(byte[] record) {
    take(parser.parse(record));
  }

  /** The format of the record read last; {@link EventFormat#AUTO} if it is of none. */
  public EventFormat format() {
    return parser instanceof AutoParser auto ? auto.format() : EventFormat.NATIVE;
  }

  /** There are no more records: decides the events that still wait for some. */
  public void end() {
    audit.end();
    queue.end();
  }

  private void take(ParsedRecord parsed) {
    if (parsed instanceof ParsedRecord.Event start) {
      TwinMark mark = twins == Twins.OFF ? null : TwinMark.of(start.event(), start.twinned());
      queue.start(start.event(), start.unit(), mark);
    } else if (parsed instanceof ParsedRecord.Skipped skipped) {
      sink.skipped(skipped.reason());
    } else if (parsed instanceof ParsedRecord.Rejected rejected) {
      sink.rejected(rejected.reason());
    } else if (parsed instanceof ParsedRecord.Fragment fragment) {
      audit.add(fragment.fragment());
    } else if (parsed instanceof ParsedRecord.Several several) {
      several.records().forEach(this::take);
    } else {
      queue.untimed((Untimed) parsed);
    }
  }

  private void joined(AuditJoiner.Joined joined) {
    if (joined.record() != null) {
      take(joined.record());
    }
    int others = joined.record() == null ? joined.parts() : joined.parts() - 1;
    for (int i = 0; i < others; i++) {
      sink.skipped(SkipReason.PART);
    }
  }
}
