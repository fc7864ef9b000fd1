package dev.longtail.udfs.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.io.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Process starts of osquery: rows of {@code process_events}, {@code es_process_events}, {@code
 * bpf_process_events} and {@code process_etw_events} as its loggers write them, one a record or
 * many. Rows of {@code processes} are no starts.
 */
final class OsqueryReader implements FormatReader {
  private static final Field NAME = Field.of("name");
  private static final Field COLUMNS = Field.of("columns");
  private static final Field ACTION = Field.of("action");
  private static final Field HOST =
      Field.of("decorations.hostname", "hostIdentifier", "host_identifier");
  private static final Field TIME =
      Field.of("columns.time", "unixTime", "unix_time", "calendarTime", "calendar_time");
  private static final Field COMMAND_LINE = Field.of("columns.cmdline");
  private static final Field IMAGE = Field.of("columns.path");
  private static final Field USER = Field.of("columns.username", "columns.uid");
  private static final Field PID = Field.of("columns.pid");
  private static final Field EVENT =
      Field.of("columns.event_type", "columns.syscall", "columns.type");
  private static final Field EVENT_ID = Field.of("columns.eid");
  private static final Field PARENT = Field.of("columns.parent_cmdline", "columns.parent_path");
  private static final Field EXIT = Field.of("columns.exit_code");
  private static final Field ADDED = Field.of("diffResults.added");
  private static final Field REMOVED = Field.of("diffResults.removed");
  private static final Field SNAPSHOT = Field.of("snapshot");

  /** What a record with many rows has. */
  static final Field BATCH = ADDED.or(REMOVED).or(SNAPSHOT);

  private static final Field DECORATIONS = Field.of("decorations");
  private static final Field PLATFORM = Field.of("columns.platform_binary", "columns.signing_id");

  @Override
  public EventFormat format() {
    return EventFormat.OSQUERY;
  }

  @Override
  public boolean claims(RecordView record) {
    return record.has(NAME)
        && (record.has(COLUMNS)
            ? record.has(ACTION) || record.has(HOST)
            : record.has(BATCH) && record.has(HOST));
  }

  /** The rows of a batch that were added, each as a record of its own; empty if it is no batch. */
  static List<String> rows(RecordView record) throws UnusableFieldException {
    if (!record.has(BATCH) || record.has(COLUMNS) || !record.has(NAME)) {
      return List.of();
    }
    List<String> rows = new ArrayList<>();
    try {
      JsonNode added = Json.MAPPER.readTree(record.json(record.has(ADDED) ? ADDED : SNAPSHOT));
      JsonNode decorations = Json.MAPPER.readTree(record.json(DECORATIONS));
      for (JsonNode row : added) {
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.put("name", record.text(NAME)).put("action", "added");
        event.put("hostIdentifier", record.optional(HOST)).put("unixTime", record.optional(TIME));
        event.set("decorations", decorations);
        event.set("columns", row);
        rows.add(event.toString());
      }
    } catch (JsonProcessingException e) {
      throw new UnusableFieldException(ADDED.name(), "not as osquery writes it");
    }
    return rows;
  }

  @Override
  public ParsedRecord read(RecordView record) throws UnusableFieldException {
    String kind = record.optional(EVENT);
    String name = record.optional(NAME);
    boolean events =
        name.contains("process_events")
            || name.contains("process_etw_events")
            || record.has(EVENT_ID);
    if (!record.has(COLUMNS)
        || !events
        || !record.has(COMMAND_LINE)
        || record.is(ACTION, "removed")) {
      return Starts.skipped(SkipReason.OTHER_EVENT, record, TIME);
    }
    if (kind.equals("fork") || kind.equals("clone") || kind.equals("vfork")) {
      return Starts.skipped(SkipReason.FORK, record, TIME);
    }
    if (kind.equals("exit") || kind.equals("kill") || kind.equals("ProcessStop")) {
      return Starts.skipped(SkipReason.PROCESS_END, record, TIME);
    }
    if (record.has(EVENT) && isFailure(record.optional(EXIT))) {
      return Starts.skipped(SkipReason.FAILED, record, TIME);
    }
    String image = record.optional(IMAGE);
    return Starts.of(
        new Starts.Found(
            "",
            record.optional(EVENT_ID) + '|' + record.optional(PID),
            record.optional(HOST),
            record.optional(USER),
            record.has(PLATFORM) ? "macos" : image.indexOf('\\') >= 0 ? "windows" : "linux",
            record.optional(PARENT),
            image,
            record.text(COMMAND_LINE)),
        Starts.known(Starts.time(record, TIME)),
        TIME.name());
  }

  /** The result of a call, as a number below 0. */
  private static boolean isFailure(String result) {
    return result.startsWith("-");
  }

  @Override
  public List<Field> fields() {
    return List.of(
        NAME,
        COLUMNS,
        ADDED,
        REMOVED,
        SNAPSHOT,
        DECORATIONS,
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
