package dev.longtail.udfs.format;

import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.EventTime;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import java.util.List;

/** Process starts of the Linux audit log as Laurel writes it: one event a line. */
final class LaurelReader implements FormatReader {
  private static final Field ID = Field.of("ID");
  private static final Field NODE = Field.of("NODE");
  private static final Field EXECVE = Field.of("EXECVE");
  private static final Field SYSCALL = Field.of("SYSCALL");
  private static final Field ARGV = Field.of("EXECVE.ARGV");
  private static final Field ARGV_TEXT = Field.of("EXECVE.ARGV_STR");
  private static final Field SUCCESS = Field.of("SYSCALL.success");
  private static final Field IMAGE = Field.of("SYSCALL.exe");
  private static final Field USER = Field.of("SYSCALL.UID", "SYSCALL.AUID");
  private static final Field PARENT =
      Field.of("PARENT_INFO.ARGV_STR", "PARENT_INFO.exe", "PARENT_INFO.comm");
  private static final Field PARENT_ARGV = Field.of("PARENT_INFO.ARGV");

  @Override
  public EventFormat format() {
    return EventFormat.LAUREL;
  }

  @Override
  public boolean claims(RecordView record) {
    return record.has(ID) && AuditLine.timeOfId(record.optional(ID)) >= 0;
  }

  @Override
  public ParsedRecord read(RecordView record) throws UnusableFieldException {
    String id = record.text(ID);
    EventTime time = new EventTime(AuditLine.timeOfId(id), EpochUnit.MILLISECONDS);
    if (!record.has(EXECVE)) {
      return Starts.skipped(SkipReason.OTHER_AUDIT_RECORD, time);
    }
    if (record.is(SUCCESS, "no")) {
      return Starts.skipped(SkipReason.FAILED, time);
    }
    List<String> arguments = record.list(ARGV);
    List<String> parent = record.list(PARENT_ARGV);
    return Starts.of(
        new Starts.Found(
            id,
            "",
            record.optional(NODE),
            record.optional(USER),
            "linux",
            parent.isEmpty() ? record.optional(PARENT) : Starts.joined(parent),
            record.optional(IMAGE),
            arguments.isEmpty() ? record.text(ARGV_TEXT) : Starts.joined(arguments)),
        time,
        ID.name());
  }

  @Override
  public List<Field> fields() {
    return List.of(
        ID, NODE, EXECVE, SYSCALL, ARGV, ARGV_TEXT, SUCCESS, IMAGE, USER, PARENT, PARENT_ARGV);
  }
}
