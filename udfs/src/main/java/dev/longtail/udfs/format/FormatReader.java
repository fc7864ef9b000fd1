package dev.longtail.udfs.format;

import dev.longtail.udfs.event.ParsedRecord;
import java.util.List;

/** Reads the records of one format. */
interface FormatReader {
  /** The format. */
  EventFormat format();

  /** The format of the record read last, where the reader knows several. */
  default EventFormat formatOfLast() {
    return format();
  }

  /** Whether the record is of this format, by its own fields. */
  boolean claims(RecordView record);

  /** What a record that is of this format holds. */
  ParsedRecord read(RecordView record) throws UnusableFieldException;

  /** Every field that is read. */
  List<Field> fields();
}
