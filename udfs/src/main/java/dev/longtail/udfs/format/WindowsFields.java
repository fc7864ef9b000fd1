package dev.longtail.udfs.format;

import java.util.List;
import java.util.Locale;

/** Where collectors put the fields of a Windows event. */
final class WindowsFields {
  /**
   * Winlogbeat 7 and later; 6; evtx_dump and XML; Microsoft Sentinel; Wazuh; NXLog, Splunk and
   * others, at the top.
   */
  private static final List<String> DATA =
      List.of(
          "winlog.event_data.",
          "event_data.",
          "Event.EventData.",
          "EventData.",
          "win.eventdata.",
          "");

  /** Fields at the top that Graylog's format (GELF) writes with a low line before their name. */
  static final List<String> GELF =
      List.of(
          "EventID",
          "SourceName",
          "ProviderName",
          "Provider",
          "Channel",
          "LogName",
          "Hostname",
          "Computer",
          "RecordNumber",
          "EventTime",
          "UtcTime",
          "CommandLine",
          "Image",
          "NewProcessName",
          "ParentCommandLine",
          "ParentImage",
          "ParentProcessName",
          "User",
          "TargetUserName",
          "TargetDomainName",
          "SubjectUserName",
          "SubjectDomainName",
          "ProcessGuid",
          "NewProcessId",
          "ProcessId");

  /** Lists of pairs of a name and a value, as made from XML by other tools. */
  static final List<String> NAMED_LISTS =
      List.of("Event.EventData.Data", "EventData.Data", "Data", "winlog.event_data.Data");

  static final Field EVENT_ID =
      Field.of(
          "winlog.event_id",
          "Event.System.EventID",
          "Event.System.EventID.#text",
          "Event.System.EventID.$t",
          "Event.System.EventID._",
          "Event.System.EventID.Value",
          "win.system.eventID",
          "System.EventID",
          "System.EventID.#text",
          "System.EventID.Value",
          "EventID",
          "EventID.#text",
          "EventID.Value",
          "EventCode",
          "Id",
          "event_id");

  static final Field PROVIDER =
      Field.of(
          "winlog.provider_name",
          "source_name",
          "provider_name",
          "Event.System.Provider.#attributes.Name",
          "Event.System.Provider.@Name",
          "Event.System.Provider.Name",
          "Event.System.Provider.$.Name",
          "Event.System.Provider_attributes.Name",
          "win.system.providerName",
          "System.Provider.Name",
          "System.Provider.#attributes.Name",
          "EventSourceName",
          "SourceName",
          "ProviderName",
          "Provider_Name",
          "Provider",
          "Source",
          "winlog.source_name",
          "event.provider");

  static final Field CHANNEL =
      Field.of(
          "winlog.channel",
          "log_name",
          "Event.System.Channel",
          "win.system.channel",
          "System.Channel",
          "Channel",
          "EventLog",
          "LogName");

  static final Field COMPUTER =
      Field.of(
          "winlog.computer_name",
          "computer_name",
          "Event.System.Computer",
          "win.system.computer",
          "System.Computer",
          "Computer",
          "ComputerName",
          "MachineName",
          "Hostname",
          "host.name",
          "host.hostname",
          "host",
          "agent.name");

  static final Field RECORD_ID =
      Field.of(
          "winlog.record_id",
          "record_number",
          "Event.System.EventRecordID",
          "win.system.eventRecordID",
          "System.EventRecordID",
          "EventRecordID",
          "RecordNumber",
          "RecordId");

  /** The time of the event, by the log itself. */
  static final Field SYSTEM_TIME =
      Field.of(
          "Event.System.TimeCreated.#attributes.SystemTime",
          "Event.System.TimeCreated.@SystemTime",
          "Event.System.TimeCreated.SystemTime",
          "Event.System.TimeCreated.$.SystemTime",
          "Event.System.TimeCreated_attributes.SystemTime",
          "win.system.systemTime",
          "System.TimeCreated.SystemTime",
          "System.TimeCreated.#attributes.SystemTime",
          "TimeCreated.SystemTime",
          "TimeCreated.#attributes.SystemTime",
          "TimeCreated.value",
          "TimeCreated",
          "SystemTime",
          "EventTime",
          "winlog.time_created",
          "TimeGenerated",
          "TimeWritten");

  static final Field UTC_TIME = data("UtcTime");

  /** Winlogbeat's own, which is the time of the event; from others it is the time of arrival. */
  static final Field TIMESTAMP = Field.of("@timestamp");

  /** Splunk's own, which is the time of the event. */
  static final Field SPLUNK_TIME = Field.of("_time");

  static final Field ARRIVAL = Field.of("time", "timestamp", "EventReceivedTime");

  static final Field COMMAND_LINE =
      Field.below(DATA, "CommandLine", "Command_Line", "ProcessCommandLine", "Process_Command_Line")
          .or(Field.of("process.command_line"));

  static final Field IMAGE =
      Field.below(DATA, "Image", "NewProcessName", "New_Process_Name")
          .or(Field.of("process.executable"));

  static final Field NEW_PROCESS = Field.below(DATA, "NewProcessName", "New_Process_Name");

  static final Field PARENT =
      Field.below(DATA, "ParentCommandLine")
          .or(Field.of("process.parent.command_line"))
          .or(Field.below(DATA, "ParentImage", "ParentProcessName", "Creator_Process_Name"))
          .or(Field.of("process.parent.executable", "process.parent.name"));

  static final Field USER = data("User");
  static final Field TARGET_USER = data("TargetUserName");
  static final Field TARGET_DOMAIN = data("TargetDomainName");
  static final Field SUBJECT_USER = data("SubjectUserName");
  static final Field SUBJECT_DOMAIN = data("SubjectDomainName");
  static final Field ECS_USER = Field.of("user.name");
  static final Field ECS_DOMAIN = Field.of("user.domain");
  static final Field ACCOUNT = Field.of("Account", "SubjectAccount");
  static final Field PROCESS_GUID = data("ProcessGuid");

  static final Field PROCESS_ID =
      Field.below(DATA, "NewProcessId", "New_Process_ID", "ProcessId").or(Field.of("process.pid"));

  /** The new process of event 4688, whose {@code ProcessId} is its creator. */
  static final Field NEW_PID =
      Field.below(DATA, "NewProcessId", "New_Process_ID").or(Field.of("process.pid"));

  /** The new process of Sysmon's event 1. */
  static final Field PID = data("ProcessId").or(Field.of("process.pid"));

  /** The text that Windows shows, which holds the fields once more. */
  static final Field MESSAGE = Field.of("Message", "RenderedDescription", "winlog.message");

  static final List<Field> ALL =
      List.of(
          EVENT_ID,
          PROVIDER,
          CHANNEL,
          COMPUTER,
          RECORD_ID,
          SYSTEM_TIME,
          UTC_TIME,
          TIMESTAMP,
          SPLUNK_TIME,
          ARRIVAL,
          COMMAND_LINE,
          IMAGE,
          NEW_PROCESS,
          PARENT,
          USER,
          TARGET_USER,
          TARGET_DOMAIN,
          SUBJECT_USER,
          SUBJECT_DOMAIN,
          ECS_USER,
          ECS_DOMAIN,
          ACCOUNT,
          PROCESS_GUID,
          PROCESS_ID,
          NEW_PID,
          PID,
          MESSAGE);

  private WindowsFields() {}

  static boolean isName(String key) {
    return switch (key.toLowerCase(Locale.ROOT)) {
      case "@name", "name", "-name", "_name" -> true;
      default -> false;
    };
  }

  static boolean isValue(String key) {
    return switch (key.toLowerCase(Locale.ROOT)) {
      case "#text", "text", "value", "_", "$t", "content", "#content", "_text", "_value", "str" ->
          true;
      default -> false;
    };
  }

  /** Whether a list of texts lies behind this key of a pair. */
  static boolean isList(String key) {
    return key.equalsIgnoreCase("strArray");
  }

  /** Whether a pair of a name and a value may have this key. */
  static boolean isOfPair(String key) {
    return isName(key)
        || isValue(key)
        || isList(key)
        || key.equalsIgnoreCase("type")
        || key.equalsIgnoreCase("#attributes");
  }

  private static Field data(String name) {
    return Field.below(DATA, name);
  }
}
