package dev.longtail.udfs.format;

import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Process starts in the Elastic Common Schema: Elastic Defend, Auditbeat, Filebeat and others. */
final class EcsReader implements FormatReader {
  private static final Field KIND = Field.of("event.kind");
  private static final Field CATEGORY = Field.of("event.category");
  private static final Field TYPE = Field.of("event.type");
  private static final Field ACTION = Field.of("event.action");
  private static final Field OUTCOME = Field.of("event.outcome", "auditd.result");
  private static final Field DATASET = Field.of("event.dataset", "event.module", "metricset.name");
  private static final Field ID = Field.of("event.id");
  private static final Field COMMAND_LINE = Field.of("process.command_line");
  private static final Field ARGS = Field.of("process.args");
  private static final Field IMAGE = Field.of("process.executable", "process.exe");
  private static final Field NAME = Field.of("process.name");
  private static final Field PID = Field.of("process.pid");
  private static final Field ENTITY = Field.of("process.entity_id");
  private static final Field PARENT =
      Field.of(
          "process.parent.command_line",
          "process.parent.executable",
          "process.parent.name",
          "process.ppid");
  private static final Field HOST =
      Field.of("host.name", "host.hostname", "agent.hostname", "agent.name", "beat.hostname");
  private static final Field OS =
      Field.of("host.os.type", "host.os.family", "host.os.platform", "host.os.name");
  private static final Field USER = Field.of("user.name", "user.effective.name");
  private static final Field DOMAIN = Field.of("user.domain");
  private static final Field TIME = Field.of("@timestamp", "process.start", "event.created");
  private static final Field CODE = Field.of("event.code");

  private static final Set<String> STARTS =
      Set.of(
          "start",
          "exec",
          "executed",
          "process_started",
          "process-started",
          "process_start",
          "created-process",
          "process creation",
          "process create",
          "creation",
          "execve");

  private static final Set<String> ENDS =
      Set.of("end", "exit", "process_stopped", "exited-process", "terminated");

  private static final Set<String> RUNNING =
      Set.of("existing_process", "already_running", "running");

  @Override
  public EventFormat format() {
    return EventFormat.ECS;
  }

  @Override
  public boolean claims(RecordView record) {
    boolean process =
        record.has(COMMAND_LINE)
            || record.has(ARGS)
            || record.has(IMAGE)
            || record.has(NAME)
            || record.has(PID);
    boolean event =
        record.has(ACTION)
            || record.has(CATEGORY)
            || record.has(TYPE)
            || record.has(KIND)
            || record.has(DATASET)
            || record.has(CODE);
    return process ? event || record.has(TIME) : event && record.lists(CATEGORY, "process");
  }

  @Override
  public ParsedRecord read(RecordView record) throws UnusableFieldException {
    SkipReason other = reason(record);
    if (other != null) {
      return Starts.skipped(other, record, TIME);
    }
    String command = record.text(COMMAND_LINE);
    if (RecordView.isBlank(command)) {
      command = Starts.joined(record.list(ARGS));
    }
    return Starts.of(
        new Starts.Found(
            record.optional(ID),
            record.optional(ENTITY) + '|' + record.optional(PID),
            record.optional(HOST),
            Accounts.of(record.optional(DOMAIN), record.optional(USER)),
            os(record.optional(OS)),
            record.optional(PARENT),
            record.has(IMAGE) ? record.optional(IMAGE) : record.optional(NAME),
            command),
        Starts.time(record, TIME),
        TIME.name());
  }

  /** Why the event is no start; null if it is one. */
  private static SkipReason reason(RecordView record) {
    String kind = record.optional(KIND);
    if (!kind.isEmpty() && !kind.equalsIgnoreCase("event")) {
      return SkipReason.OTHER_EVENT;
    }
    // Auditbeat before 7.7 has its own words for category and type.
    boolean rule = record.is(CATEGORY, "audit-rule");
    if (record.has(CATEGORY) && !record.lists(CATEGORY, "process") && !rule) {
      return SkipReason.OTHER_EVENT;
    }
    List<String> actions = record.list(ACTION);
    boolean start = record.lists(TYPE, "start");
    if (hasOne(actions, RUNNING)) {
      return SkipReason.ALREADY_RUNNING;
    }
    boolean acted = hasStart(actions);
    if (!start && !acted) {
      boolean end = record.lists(TYPE, "end") || hasOne(actions, ENDS);
      return end ? SkipReason.PROCESS_END : SkipReason.OTHER_EVENT;
    }
    if (actions.size() == 1 && actions.get(0).equalsIgnoreCase("fork")) {
      return SkipReason.FORK;
    }
    if (record.has(TYPE)
        && !rule
        && !start
        && !record.lists(TYPE, "info")
        && !record.lists(TYPE, "creation")) {
      return record.lists(TYPE, "end") ? SkipReason.PROCESS_END : SkipReason.OTHER_EVENT;
    }
    String outcome = record.optional(OUTCOME);
    return outcome.equalsIgnoreCase("failure") || outcome.equalsIgnoreCase("fail")
        ? SkipReason.FAILED
        : null;
  }

  private static boolean hasOne(List<String> actions, Set<String> known) {
    for (String action : actions) {
      if (known.contains(lower(action))) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasStart(List<String> actions) {
    for (String action : actions) {
      String lower = lower(action);
      if (STARTS.contains(lower) || lower.startsWith("process create (rule")) {
        return true;
      }
    }
    return false;
  }

  private static String lower(String action) {
    return action.toLowerCase(Locale.ROOT);
  }

  static String os(String name) {
    String lower = lower(name);
    if (lower.startsWith("win")) {
      return "windows";
    }
    if (lower.startsWith("mac") || lower.startsWith("darwin") || lower.startsWith("os")) {
      return "macos";
    }
    return lower.isEmpty() ? "" : "linux";
  }

  @Override
  public List<Field> fields() {
    return List.of(
        KIND,
        CATEGORY,
        TYPE,
        ACTION,
        OUTCOME,
        DATASET,
        ID,
        COMMAND_LINE,
        ARGS,
        IMAGE,
        NAME,
        PID,
        ENTITY,
        PARENT,
        HOST,
        OS,
        USER,
        DOMAIN,
        TIME,
        CODE);
  }
}
