package dev.longtail.udfs.format;

import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import java.util.List;

/**
 * Process starts of osquery: rows of {@code process_events}, {@code es_process_events} and {@code
 * bpf_process_events} as its loggers write them. Rows of {@code processes} are no starts.
 */
final class OsqueryReader implements FormatReader {
  private static final Field NAME = Field.of("name");
  private static final Field COLUMNS = Field.of("columns");
  private static final Field ACTION = Field.of("action");
  private static final Field HOST =
      Field.of("decorations.hostname", "hostIdentifier", "host_identifier");
  private static final Field TIME = Field.of("columns.time", "unixTime", "unix_time");
  private static final Field COMMAND_LINE = Field.of("columns.cmdline");
  private static final Field IMAGE = Field.of("columns.path");
  private static final Field USER = Field.of("columns.username", "columns.uid");
  private static final Field PID = Field.of("columns.pid");
  private static final Field EVENT = Field.of("columns.event_type", "columns.syscall");
  private static final Field EVENT_ID = Field.of("columns.eid");
  private static final Field PARENT = Field.of("columns.parent_cmdline", "columns.parent_path");
  private static final Field EXIT = Field.of("columns.exit_code");
  private static final Field PLATFORM = Field.of("columns.platform_binary", "columns.signing_id");

  @Override
  public EventFormat format() {
    return EventFormat.OSQUERY;
  }

  @Override
  public boolean claims(RecordView record) {
    return record.has(COLUMNS) && record.has(NAME) && (record.has(ACTION) || record.has(HOST));
  }

  @Override
  public ParsedRecord read(RecordView record) throws UnusableFieldException {
    String kind = record.optional(EVENT);
    boolean events = record.optional(NAME).contains("process_events") || record.has(EVENT_ID);
    if (!events || !record.has(COMMAND_LINE) || record.is(ACTION, "removed")) {
      return Starts.skipped(SkipReason.OTHER_EVENT, record, TIME);
    }
    if (kind.equals("fork") || kind.equals("clone") || kind.equals("vfork")) {
      return Starts.skipped(SkipReason.FORK, record, TIME);
    }
    if (kind.equals("exit") || kind.equals("kill")) {
      return Starts.skipped(SkipReason.PROCESS_END, record, TIME);
    }
    if (record.has(EVENT) && record.optional(EXIT).startsWith("-")) {
      return Starts.skipped(SkipReason.FAILED, record, TIME);
    }
    String image = record.optional(IMAGE);
    return Starts.of(
        new Starts.Found(
            "",
            record.optional(EVENT_ID) + '|' + record.optional(PID),
            record.optional(HOST),
            record.optional(USER),
            record.has(PLATFORM) ? "macos" : "linux",
            record.optional(PARENT),
            image,
            record.text(COMMAND_LINE)),
        Starts.known(Starts.time(record, TIME)),
        TIME.name());
  }

  @Override
  public List<Field> fields() {
    return List.of(
        NAME,
        COLUMNS,
        ACTION,
        HOST,
        TIME,
        COMMAND_LINE,
        IMAGE,
        USER,
        PID,
        EVENT,
        EVENT_ID,
        PARENT,
        EXIT,
        PLATFORM);
  }
}
