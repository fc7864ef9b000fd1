package dev.longtail.udfs.format;

import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import java.util.List;

/**
 * Records of the Linux audit log that systemd's journal took: {@code journalctl -o json}. The
 * message has lost its head, which lies in fields of its own.
 */
final class JournalReader implements FormatReader {
  private static final Field TYPE = Field.of("_AUDIT_TYPE_NAME");
  private static final Field ID = Field.of("_AUDIT_ID");
  private static final Field MICROS = Field.of("_SOURCE_REALTIME_TIMESTAMP");
  private static final Field MESSAGE = Field.of("MESSAGE");
  private static final Field HOST = Field.of("_HOSTNAME");

  @Override
  public EventFormat format() {
    return EventFormat.AUDITD;
  }

  @Override
  public Field mark() {
    return TYPE;
  }

  @Override
  public boolean claims(RecordView record) {
    return record.has(TYPE) && record.has(ID) && record.has(MICROS);
  }

  @Override
  public ParsedRecord read(RecordView record) throws UnusableFieldException {
    String micros = record.text(MICROS);
    String type = record.text(TYPE);
    String message = record.optional(MESSAGE);
    String fields = message.startsWith(type) ? message.substring(type.length()) : message;
    if (micros.length() < 15) {
      return Starts.skipped(SkipReason.OTHER_AUDIT_RECORD, null);
    }
    int seconds = micros.length() - 6;
    return AuditLine.read(
        "type="
            + type
            + " msg=audit("
            + micros.substring(0, seconds)
            + '.'
            + micros.substring(seconds, seconds + 3)
            + ':'
            + record.text(ID)
            + "):"
            + fields,
        record.optional(HOST));
  }

  @Override
  public List<Field> fields() {
    return List.of(TYPE, ID, MICROS, MESSAGE, HOST);
  }
}
