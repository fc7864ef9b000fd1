package dev.longtail.udfs.format;

import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import java.util.List;

/** Process starts of Cilium Tetragon: {@code process_exec}. */
final class TetragonReader implements FormatReader {
  private static final Field EXEC = Field.of("process_exec");
  private static final Field EXIT = Field.of("process_exit");
  private static final Field OTHER =
      Field.of(
          "process_kprobe",
          "process_tracepoint",
          "process_lsm",
          "process_uprobe",
          "process_usdt",
          "process_loader",
          "process_throttle");
  private static final Field ID = Field.of("process_exec.process.exec_id");
  private static final Field BINARY = Field.of("process_exec.process.binary");
  private static final Field ARGUMENTS = Field.of("process_exec.process.arguments");
  private static final Field FLAGS = Field.of("process_exec.process.flags");
  private static final Field UID = Field.of("process_exec.process.uid");
  private static final Field PARENT = Field.of("process_exec.parent.binary");
  private static final Field PARENT_ARGUMENTS = Field.of("process_exec.parent.arguments");
  private static final Field NODE = Field.of("node_name");
  private static final Field TIME = Field.of("time", "process_exec.process.start_time");

  @Override
  public EventFormat format() {
    return EventFormat.TETRAGON;
  }

  @Override
  public boolean claims(RecordView record) {
    return record.has(EXEC) || record.has(EXIT) || record.has(OTHER);
  }

  @Override
  public ParsedRecord read(RecordView record) throws UnusableFieldException {
    if (!record.has(EXEC)) {
      return Starts.skipped(
          record.has(EXIT) ? SkipReason.PROCESS_END : SkipReason.OTHER_EVENT, record, TIME);
    }
    if (record.optional(FLAGS).contains("procFS")) {
      return Starts.skipped(SkipReason.ALREADY_RUNNING, record, TIME);
    }
    String binary = record.text(BINARY);
    return Starts.of(
        new Starts.Found(
            record.optional(ID),
            "",
            record.optional(NODE),
            record.optional(UID),
            "linux",
            line(record.optional(PARENT), record.optional(PARENT_ARGUMENTS)),
            binary,
            line(binary, record.text(ARGUMENTS))),
        Starts.time(record, TIME),
        TIME.name());
  }

  private static String line(String binary, String arguments) {
    return arguments.isEmpty() ? binary : binary + ' ' + arguments;
  }

  @Override
  public List<Field> fields() {
    return List.of(
        EXEC, EXIT, OTHER, ID, BINARY, ARGUMENTS, FLAGS, UID, PARENT, PARENT_ARGUMENTS, NODE, TIME);
  }
}
