package dev.longtail.udfs.format;

import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import java.util.List;

/** Process starts of Microsoft Defender XDR's table {@code DeviceProcessEvents}. */
final class DefenderReader implements FormatReader {
  private static final Field ACTION = Field.of("ActionType");
  private static final Field TIME =
      Field.of("Timestamp", "TimeGenerated", "ProcessCreationTime", "time");
  private static final Field DEVICE = Field.of("DeviceName");
  private static final Field DEVICE_ID = Field.of("DeviceId");
  private static final Field COMMAND_LINE = Field.of("ProcessCommandLine");
  private static final Field FOLDER = Field.of("FolderPath");
  private static final Field FILE = Field.of("FileName");
  private static final Field USER = Field.of("AccountName");
  private static final Field DOMAIN = Field.of("AccountDomain");
  private static final Field PID = Field.of("ProcessId");
  private static final Field REPORT = Field.of("ReportId");
  private static final Field OS = Field.of("OSPlatform");
  private static final Field PARENT =
      Field.of(
          "InitiatingProcessCommandLine",
          "InitiatingProcessFolderPath",
          "InitiatingProcessFileName");

  @Override
  public EventFormat format() {
    return EventFormat.DEFENDER;
  }

  @Override
  public boolean claims(RecordView record) {
    return record.has(ACTION) && (record.has(TIME) || record.has(DEVICE) || record.has(DEVICE_ID));
  }

  @Override
  public ParsedRecord read(RecordView record) throws UnusableFieldException {
    if (!record.text(ACTION).equalsIgnoreCase("ProcessCreated")) {
      return Starts.skipped(SkipReason.OTHER_EVENT, record, TIME);
    }
    String folder = record.optional(FOLDER);
    return Starts.of(
        new Starts.Found(
            "",
            record.optional(REPORT) + '|' + record.optional(PID),
            record.has(DEVICE) ? record.optional(DEVICE) : record.optional(DEVICE_ID),
            Accounts.of(record.optional(DOMAIN), record.optional(USER)),
            os(record.optional(OS), folder),
            record.optional(PARENT),
            folder.isEmpty() ? record.optional(FILE) : folder,
            record.text(COMMAND_LINE)),
        Starts.time(record, TIME),
        TIME.name());
  }

  private static String os(String platform, String folder) {
    return platform.isEmpty() && !folder.isEmpty()
        ? folder.startsWith("/") ? "linux" : "windows"
        : EcsReader.os(platform);
  }

  @Override
  public List<Field> fields() {
    return List.of(
        ACTION,
        TIME,
        DEVICE,
        DEVICE_ID,
        COMMAND_LINE,
        FOLDER,
        FILE,
        USER,
        DOMAIN,
        PID,
        REPORT,
        OS,
        PARENT);
  }
}
