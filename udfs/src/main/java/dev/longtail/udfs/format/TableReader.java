package dev.longtail.udfs.format;

import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.format.CollectorTable.Entry;
import dev.longtail.udfs.format.CollectorTable.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Process starts of one of the collectors in {@link CollectorTable}. */
final class TableReader implements FormatReader {
  private final EventFormat format;
  private final List<Entry> entries;

  TableReader(EventFormat format) {
    this.format = format;
    this.entries = CollectorTable.of(format);
  }

  /** A reader of each collector in the table. */
  static List<FormatReader> all() {
    List<FormatReader> readers = new ArrayList<>();
    for (EventFormat format : EventFormat.values()) {
      if (!CollectorTable.of(format).isEmpty()) {
        readers.add(new TableReader(format));
      }
    }
    return readers;
  }

  @Override
  public EventFormat format() {
    return format;
  }

  @Override
  public Field mark() {
    Field mark = Field.of();
    for (Entry entry : entries) {
      for (List<Term> all : entry.claims()) {
        mark = mark.or(all.get(0).field());
      }
    }
    return mark;
  }

  @Override
  public boolean claims(RecordView record) {
    return entryOf(record) != null;
  }

  private Entry entryOf(RecordView record) {
    for (Entry entry : entries) {
      if (entry.claims(record)) {
        return entry;
      }
    }
    return null;
  }

  @Override
  public ParsedRecord read(RecordView record) throws UnusableFieldException {
    Entry entry = entryOf(record);
    SkipReason reason = reason(entry, record);
    if (reason != null) {
      return Starts.skipped(reason, record, entry.time());
    }
    String command = record.text(entry.commandLine());
    if (RecordView.isBlank(command)) {
      command = Starts.joined(record.list(entry.arguments()));
    }
    String image = record.optional(entry.image());
    return Starts.of(
        new Starts.Found(
            record.optional(entry.eventId()),
            record.optional(entry.process()),
            record.optional(entry.host()),
            Accounts.of(record.optional(entry.domain()), record.optional(entry.user())),
            os(entry, record.optional(entry.os()), image),
            record.optional(entry.parent()),
            image,
            command),
        Starts.known(Starts.time(record, entry.time())),
        entry.time().name());
  }

  /** Why the event is no start; null if it is one. */
  private static SkipReason reason(Entry entry, RecordView record) {
    String kind = CollectorTable.lower(record.optional(entry.kind()));
    if (!entry.starts().contains(kind)) {
      return entry.skipped().getOrDefault(kind, SkipReason.OTHER_EVENT);
    }
    for (Map.Entry<SkipReason, List<Term>> unless : entry.unless().entrySet()) {
      for (Term term : unless.getValue()) {
        if (term.holds(record)) {
          return unless.getKey();
        }
      }
    }
    return null;
  }

  private static String os(Entry entry, String written, String image) {
    String known = entry.systems().getOrDefault(written, entry.system());
    if (!known.isEmpty()) {
      return known;
    }
    if (!written.isEmpty() && entry.systems().isEmpty()) {
      return EcsReader.os(written);
    }
    return image.indexOf('\\') >= 0 ? "windows" : "";
  }

  @Override
  public List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    entries.forEach(entry -> fields.addAll(entry.fields()));
    return fields;
  }
}
