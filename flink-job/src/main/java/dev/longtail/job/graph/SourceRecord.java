package dev.longtail.job.graph;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.ParsedRecord.Rejected;

/**
 * What a source reads: an event or a dead letter, the other being null. Parsing happens in the
 * source, because only there the watermark can follow each partition.
 *
 * @param event a process start, or null
 * @param deadLetter a record that is none, or null
 * @param timeUnit what the event's time was a number of, told by its magnitude
 */
public record SourceRecord(CommandEvent event, DeadLetter deadLetter, EpochUnit timeUnit) {

  /** A record whose time leaves no doubt. */
  public SourceRecord(CommandEvent event, DeadLetter deadLetter) {
    this(event, deadLetter, EpochUnit.MILLISECONDS);
  }

  /** Parses a record; never throws on its content. */
  public static SourceRecord parse(NativeEventParser parser, byte[] raw, String origin) {
    ParsedRecord parsed = parser.parse(raw);
    if (parsed instanceof Rejected rejected) {
      return unusable(origin, rejected.reason(), rejected.ts(), raw);
    }
    ParsedRecord.Event start = (ParsedRecord.Event) parsed;
    return new SourceRecord(start.event(), null, start.unit());
  }

  /** A record that could not even be read as a whole. */
  public static SourceRecord unusable(String origin, String reason, long ts, byte[] raw) {
    return new SourceRecord(null, new DeadLetter(origin, reason, ts, raw));
  }

  /** The event's time; none for a dead letter, which must not move the watermark. */
  public long timestamp() {
    return event == null ? Long.MIN_VALUE : event.ts();
  }
}
