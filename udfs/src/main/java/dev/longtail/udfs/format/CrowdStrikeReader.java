package dev.longtail.udfs.format;

import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import java.util.List;
import java.util.Locale;

/**
 * Process starts of CrowdStrike's Falcon Data Replicator: {@code ProcessRollup2}. {@code
 * SyntheticProcessRollup2} stands for a process that ran before the sensor, and is none.
 */
final class CrowdStrikeReader implements FormatReader {
  private static final Field NAME = Field.of("event_simpleName", "#event_simpleName");
  private static final Field EXTERNAL = Field.of("ExternalApiType", "metadata.eventType");
  private static final Field CUSTOMER = Field.of("cid");
  private static final Field SENSOR_DATA =
      Field.of(
          "aid", "aip", "LocalAddressIP4", "MAC", "UserSid_readable", "AccountType", "aipCount");
  private static final Field ID = Field.of("id", "@id");
  private static final Field START =
      Field.of(
          "ProcessStartTime",
          "ProcessStartTime_decimal",
          "ContextTimeStamp",
          "ContextTimeStamp_decimal",
          "@timestamp",
          "timestamp");
  private static final Field HOST = Field.of("ComputerName", "aid");
  private static final Field USER = Field.of("UserName", "UserSid", "UserSid_readable", "UID");
  private static final Field PLATFORM = Field.of("event_platform");
  private static final Field PARENT =
      Field.of("ParentCommandLine", "ParentImageFileName", "ParentBaseFileName");
  private static final Field IMAGE = Field.of("ImageFileName", "FilePath");
  private static final Field COMMAND_LINE = Field.of("CommandLine");
  private static final Field PROCESS = Field.of("TargetProcessId", "TargetProcessId_decimal");

  @Override
  public EventFormat format() {
    return EventFormat.CROWDSTRIKE;
  }

  @Override
  public boolean claims(RecordView record) {
    return record.has(NAME)
        || !record.optional(EXTERNAL).isEmpty()
        || (record.has(CUSTOMER) && record.has(SENSOR_DATA));
  }

  @Override
  public ParsedRecord read(RecordView record) throws UnusableFieldException {
    String name = record.text(NAME);
    if (!name.equalsIgnoreCase("ProcessRollup2")) {
      return Starts.skipped(reason(name), record, START);
    }
    return Starts.of(
        new Starts.Found(
            record.optional(ID),
            record.optional(PROCESS),
            record.optional(HOST),
            record.optional(USER),
            os(record.optional(PLATFORM)),
            record.optional(PARENT),
            record.optional(IMAGE),
            record.text(COMMAND_LINE)),
        Starts.known(Starts.time(record, START)),
        START.name());
  }

  private static SkipReason reason(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "syntheticprocessrollup2" -> SkipReason.ALREADY_RUNNING;
      case "endofprocess" -> SkipReason.PROCESS_END;
      default -> SkipReason.OTHER_EVENT;
    };
  }

  private static String os(String platform) {
    return switch (platform.toLowerCase(Locale.ROOT)) {
      case "win" -> "windows";
      case "mac" -> "macos";
      case "lin" -> "linux";
      default -> "";
    };
  }

  @Override
  public List<Field> fields() {
    return List.of(
        NAME,
        EXTERNAL,
        CUSTOMER,
        SENSOR_DATA,
        ID,
        START,
        HOST,
        USER,
        PLATFORM,
        PARENT,
        IMAGE,
        COMMAND_LINE,
        PROCESS);
  }
}
