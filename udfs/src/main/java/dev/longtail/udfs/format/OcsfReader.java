package dev.longtail.udfs.format;

import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import java.util.List;

/** Process starts in the Open Cybersecurity Schema Framework: class 1007, activity launch. */
final class OcsfReader implements FormatReader {
  private static final Field CLASS = Field.of("class_uid", "class_id");
  private static final Field CLASS_NAME = Field.of("class_name");
  private static final Field ACTIVITY = Field.of("activity_id");
  private static final Field ACTIVITY_NAME = Field.of("activity_name", "activity");
  private static final Field TYPE = Field.of("type_uid", "type_id");
  private static final Field STATUS = Field.of("status_id");
  private static final Field ID = Field.of("metadata.uid", "metadata.log_uid");
  private static final Field TIME = Field.of("time", "time_dt", "process.created_time", "_time");
  private static final Field HOST =
      Field.of("device.hostname", "device.name", "device.uid", "device.instance_uid");
  private static final Field OS = Field.of("device.os.type", "device.os.name");
  private static final Field COMMAND_LINE = Field.of("process.cmd_line");
  private static final Field IMAGE = Field.of("process.file.path", "process.path", "process.name");
  private static final Field PID = Field.of("process.uid", "process.pid");
  private static final Field PARENT =
      Field.of(
          "process.parent_process.cmd_line",
          "actor.process.cmd_line",
          "process.parent_process.file.path",
          "actor.process.file.path",
          "actor.process.name");
  private static final Field USER = Field.of("process.user.name");
  private static final Field DOMAIN = Field.of("process.user.domain");
  private static final Field ACTOR = Field.of("actor.user.name");
  private static final Field ACTOR_DOMAIN = Field.of("actor.user.domain");

  @Override
  public EventFormat format() {
    return EventFormat.OCSF;
  }

  @Override
  public boolean claims(RecordView record) {
    return (record.has(CLASS) && (record.has(ACTIVITY) || record.has(TYPE)))
        || (record.has(CLASS_NAME) && record.has(ACTIVITY));
  }

  @Override
  public ParsedRecord read(RecordView record) throws UnusableFieldException {
    boolean process =
        record.has(CLASS) ? record.is(CLASS, "1007") : record.is(CLASS_NAME, "Process Activity");
    if (!process) {
      return Starts.skipped(SkipReason.OTHER_EVENT, record, TIME);
    }
    boolean launch =
        record.has(ACTIVITY)
            ? record.text(ACTIVITY).equals("1")
            : record.is(TYPE, "100701") || record.is(ACTIVITY_NAME, "Launch");
    if (!launch) {
      boolean end = record.is(ACTIVITY, "2") || record.is(TYPE, "100702");
      return Starts.skipped(end ? SkipReason.PROCESS_END : SkipReason.OTHER_EVENT, record, TIME);
    }
    if (record.is(STATUS, "2")) {
      return Starts.skipped(SkipReason.FAILED, record, TIME);
    }
    String user = Accounts.of(record.optional(DOMAIN), record.optional(USER));
    return Starts.of(
        new Starts.Found(
            record.optional(ID),
            record.optional(PID),
            record.optional(HOST),
            user.isEmpty()
                ? Accounts.of(record.optional(ACTOR_DOMAIN), record.optional(ACTOR))
                : user,
            EcsReader.os(record.optional(OS)),
            record.optional(PARENT),
            record.optional(IMAGE),
            record.text(COMMAND_LINE)),
        Starts.known(Starts.time(record, TIME)),
        TIME.name());
  }

  @Override
  public List<Field> fields() {
    return List.of(
        CLASS,
        CLASS_NAME,
        ACTIVITY,
        ACTIVITY_NAME,
        TYPE,
        STATUS,
        ID,
        TIME,
        HOST,
        OS,
        COMMAND_LINE,
        IMAGE,
        PID,
        PARENT,
        USER,
        DOMAIN,
        ACTOR,
        ACTOR_DOMAIN);
  }
}
