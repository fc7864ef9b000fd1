package dev.longtail.job.graph;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import java.util.function.Supplier;

/**
 * A record read by a source: either an event or a dead letter; the other is null. The source parses
 * the records, because only there the watermark can follow each partition.
 *
 * @param event a process start, or null
 * @param deadLetter an unusable record, or null
 * @param timeUnit unit of the event's time, guessed from its magnitude
 */
public record SourceRecord(CommandEvent event, DeadLetter deadLetter, EpochUnit timeUnit) {

  /** A record in whose time no unit had to be guessed. */
  public SourceRecord(CommandEvent event, DeadLetter deadLetter) {
    this(event, deadLetter, EpochUnit.MILLISECONDS);
  }

  /**
   * Parses a record; never throws on its content.
   *
   * @param origin where it comes from; only asked for if it is unusable
   */
  public static SourceRecord parse(NativeEventParser parser, byte[] raw, Supplier<String> origin) {
    ParsedRecord parsed = parser.parse(raw);
    if (parsed instanceof Rejected rejected) {
      return unusable(origin.get(), rejected.reason(), rejected.ts(), raw);
    }
    ParsedRecord.Event start = (ParsedRecord.Event) parsed;
    return new SourceRecord(start.event(), null, start.unit());
  }

  /** A record that could not be read completely. */
  public static SourceRecord unusable(String origin, String reason, long ts, byte[] raw) {
    return new SourceRecord(null, DeadLetter.of(origin, reason, ts, raw));
  }

  /** The event's time. A dead letter has none, because it must not move the watermark. */
  public long timestamp() {
    return event == null ? Long.MIN_VALUE : event.ts();
  }
}
