package dev.longtail.udfs.format;

import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.EventTime;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import java.util.List;

/**
 * Process starts of macOS: the Endpoint Security framework's exec event as eslogger and Jamf
 * Protect write it, and Jamf's older records of the audit log.
 */
final class EsfReader implements FormatReader {
  private static final Field EXEC = Field.of("event.exec");
  private static final Field EVENT_TYPE = Field.of("event_type");
  private static final Field VERSION = Field.of("schema_version", "global_seq_num", "mach_time");
  private static final Field ARGS = Field.of("event.exec.args");
  private static final Field IMAGE = Field.of("event.exec.target.executable.path");
  private static final Field EUID =
      Field.of("event.exec.target.audit_token.euid", "event.exec.target.euid");
  private static final Field PID =
      Field.of("event.exec.target.audit_token.pid", "event.exec.target.pid");
  private static final Field PARENT = Field.of("process.executable.path");
  private static final Field HOST =
      Field.of("host.hostname", "hostname", "host_info.host_name", "host_info.hostname");
  private static final Field ID = Field.of("uuid", "metadata.uuid");
  private static final Field TIME = Field.of("time", "@timestamp");

  private static final Field NAME = Field.of("header.event_name");
  private static final Field AUDIT_ARGS = Field.of("exec_args.args", "exec_args.arguments");
  private static final Field COMPILED = Field.of("exec_args.args_compiled");
  private static final Field PATH = Field.of("path");
  private static final Field SECONDS = Field.of("header.time_seconds_epoch");
  private static final Field MILLIS = Field.of("header.time_milliseconds_offset");
  private static final Field RESULT = Field.of("return.error", "return.description");
  private static final Field SUBJECT = Field.of("subject.effective_user_name", "subject.user_name");

  /** Jamf Protect's alerts: they tell of a process, but are no event of it. */
  private static final Field ALERT = Field.of("input.eventType");

  private static final Field ALERT_MATCH = Field.of("input.match.uuid", "input.match.facts");
  private static final Field ALERT_TIME = Field.of("input.match.event.timestamp");

  @Override
  public EventFormat format() {
    return EventFormat.ESF;
  }

  @Override
  public boolean claims(RecordView record) {
    return (record.has(EXEC) && (record.has(ARGS) || record.has(IMAGE)))
        || (record.has(EVENT_TYPE) && record.has(VERSION))
        || record.optional(NAME).startsWith("AUE_")
        || (record.has(ALERT) && record.has(ALERT_MATCH));
  }

  @Override
  public ParsedRecord read(RecordView record) throws UnusableFieldException {
    if (record.has(ALERT)) {
      return Starts.skipped(SkipReason.OTHER_EVENT, record, ALERT_TIME);
    }
    if (record.has(NAME)) {
      return audit(record);
    }
    if (!record.has(EXEC)) {
      boolean fork = record.is(EVENT_TYPE, "11");
      boolean exit = record.is(EVENT_TYPE, "15");
      return Starts.skipped(
          fork ? SkipReason.FORK : exit ? SkipReason.PROCESS_END : SkipReason.OTHER_EVENT,
          record,
          TIME);
    }
    return Starts.of(
        new Starts.Found(
            record.optional(ID),
            record.optional(PID),
            record.optional(HOST),
            record.optional(EUID),
            "macos",
            record.optional(PARENT),
            record.optional(IMAGE),
            Starts.joined(record.list(ARGS))),
        Starts.time(record, TIME),
        TIME.name());
  }

  private static ParsedRecord audit(RecordView record) throws UnusableFieldException {
    String name = record.text(NAME);
    EventTime time = auditTime(record);
    if (!name.equals("AUE_EXECVE") && !name.equals("AUE_POSIX_SPAWN")) {
      return Starts.skipped(
          name.equals("AUE_EXIT") ? SkipReason.PROCESS_END : SkipReason.OTHER_EVENT, time);
    }
    String result = record.optional(RESULT);
    if (!result.isEmpty() && !result.equals("0") && !result.equalsIgnoreCase("success")) {
      return Starts.skipped(SkipReason.FAILED, time);
    }
    List<String> arguments = record.list(AUDIT_ARGS);
    List<String> path = record.list(PATH);
    return Starts.of(
        new Starts.Found(
            "",
            "",
            record.optional(HOST),
            record.optional(SUBJECT),
            "macos",
            "",
            path.isEmpty() ? "" : path.get(0),
            // The older form has commas between the arguments, which arguments have too.
            arguments.isEmpty()
                ? record.text(COMPILED).replace(',', ' ')
                : Starts.joined(arguments)),
        time,
        SECONDS.name());
  }

  private static EventTime auditTime(RecordView record) throws UnusableFieldException {
    EventTime seconds = Starts.known(Starts.time(record, SECONDS, TIME));
    String more = record.optional(MILLIS);
    if (seconds == null || more.isEmpty() || more.length() > 3 || !more.matches("[0-9]+")) {
      return seconds;
    }
    return new EventTime(seconds.millis() + Integer.parseInt(more), EpochUnit.MILLISECONDS);
  }

  @Override
  public List<Field> fields() {
    return List.of(
        EXEC,
        EVENT_TYPE,
        VERSION,
        ARGS,
        IMAGE,
        EUID,
        PID,
        PARENT,
        HOST,
        ID,
        TIME,
        NAME,
        AUDIT_ARGS,
        COMPILED,
        PATH,
        SECONDS,
        MILLIS,
        RESULT,
        SUBJECT,
        ALERT,
        ALERT_MATCH,
        ALERT_TIME);
  }
}
