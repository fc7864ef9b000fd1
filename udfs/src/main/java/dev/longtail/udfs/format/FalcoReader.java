package dev.longtail.udfs.format;

import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import java.util.List;

/** Falco's alerts, where a rule on an execve raised them: they carry the process start. */
final class FalcoReader implements FormatReader {
  private static final Field RULE = Field.of("rule");
  private static final Field OUTPUT = Field.of("output_fields");
  private static final Field TYPE = Field.of("output_fields.evt.type");
  private static final Field COMMAND_LINE = Field.of("output_fields.proc.cmdline");
  private static final Field IMAGE =
      Field.of("output_fields.proc.exepath", "output_fields.proc.exe", "output_fields.proc.name");
  private static final Field PARENT =
      Field.of("output_fields.proc.pcmdline", "output_fields.proc.pname");
  private static final Field USER = Field.of("output_fields.user.name");
  private static final Field PID = Field.of("output_fields.proc.pid");
  private static final Field RESULT =
      Field.of("output_fields.evt.res", "output_fields.evt.arg.res", "output_fields.evt.rawres");
  private static final Field FAILED = Field.of("output_fields.evt.failed");
  private static final Field DIRECTION = Field.of("output_fields.evt.dir");
  private static final Field HOST = Field.of("hostname", "output_fields.evt.hostname");
  private static final Field TIME = Field.of("time", "output_fields.evt.time");
  private static final Field ID = Field.of("uuid");

  @Override
  public EventFormat format() {
    return EventFormat.FALCO;
  }

  @Override
  public boolean claims(RecordView record) {
    return record.has(RULE) && record.has(OUTPUT);
  }

  @Override
  public ParsedRecord read(RecordView record) throws UnusableFieldException {
    String type = record.optional(TYPE);
    boolean spawned = type.equals("execve") || type.equals("execveat");
    // At its beginning an execve still has the command line of its caller.
    if (!spawned || record.is(DIRECTION, ">")) {
      return Starts.skipped(SkipReason.OTHER_EVENT, record, TIME);
    }
    String result = record.optional(RESULT);
    boolean succeeded = result.isEmpty() || result.equals("SUCCESS") || result.equals("0");
    if (!succeeded || record.is(FAILED, "true")) {
      return Starts.skipped(SkipReason.FAILED, record, TIME);
    }
    return Starts.of(
        new Starts.Found(
            record.optional(ID),
            record.optional(PID),
            record.optional(HOST),
            record.optional(USER),
            "linux",
            record.optional(PARENT),
            record.optional(IMAGE),
            record.text(COMMAND_LINE)),
        Starts.known(Starts.time(record, TIME)),
        TIME.name());
  }

  @Override
  public List<Field> fields() {
    return List.of(
        RULE,
        OUTPUT,
        TYPE,
        COMMAND_LINE,
        IMAGE,
        PARENT,
        USER,
        PID,
        RESULT,
        FAILED,
        DIRECTION,
        HOST,
        TIME,
        ID);
  }
}
