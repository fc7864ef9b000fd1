package dev.longtail.udfs.format;

import static dev.longtail.udfs.format.WindowsFields.ACCOUNT;
import static dev.longtail.udfs.format.WindowsFields.ARRIVAL;
import static dev.longtail.udfs.format.WindowsFields.CHANNEL;
import static dev.longtail.udfs.format.WindowsFields.COMMAND_LINE;
import static dev.longtail.udfs.format.WindowsFields.COMPUTER;
import static dev.longtail.udfs.format.WindowsFields.ECS_DOMAIN;
import static dev.longtail.udfs.format.WindowsFields.ECS_USER;
import static dev.longtail.udfs.format.WindowsFields.EVENT_ID;
import static dev.longtail.udfs.format.WindowsFields.IMAGE;
import static dev.longtail.udfs.format.WindowsFields.MESSAGE;
import static dev.longtail.udfs.format.WindowsFields.NEW_PID;
import static dev.longtail.udfs.format.WindowsFields.NEW_PROCESS;
import static dev.longtail.udfs.format.WindowsFields.PARENT;
import static dev.longtail.udfs.format.WindowsFields.PID;
import static dev.longtail.udfs.format.WindowsFields.PROCESS_GUID;
import static dev.longtail.udfs.format.WindowsFields.PROCESS_ID;
import static dev.longtail.udfs.format.WindowsFields.PROVIDER;
import static dev.longtail.udfs.format.WindowsFields.RECORD_ID;
import static dev.longtail.udfs.format.WindowsFields.SPLUNK_TIME;
import static dev.longtail.udfs.format.WindowsFields.SUBJECT_DOMAIN;
import static dev.longtail.udfs.format.WindowsFields.SUBJECT_USER;
import static dev.longtail.udfs.format.WindowsFields.SYSTEM_TIME;
import static dev.longtail.udfs.format.WindowsFields.TARGET_DOMAIN;
import static dev.longtail.udfs.format.WindowsFields.TARGET_USER;
import static dev.longtail.udfs.format.WindowsFields.TIMESTAMP;
import static dev.longtail.udfs.format.WindowsFields.USER;
import static dev.longtail.udfs.format.WindowsFields.UTC_TIME;

import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.EventTime;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.event.Twinned;
import dev.longtail.udfs.event.Twinned.Channel;
import java.util.ArrayList;
import java.util.List;

/**
 * Process starts of Windows' event log and of Sysmon for Linux, whoever ships them: Sysmon's event
 * 1 and the security log's event 4688.
 */
final class WindowsReader implements FormatReader {
  private static final Field EVENT_DATA =
      Field.of("winlog.event_data", "event_data", "Event.EventData", "win.eventdata");
  private static final Field WINLOGBEAT = Field.of("winlog.event_id", "winlog.record_id");

  private static final String SYSMON = "sysmon";

  private final Known sysmonNames = new Known(List.of(SYSMON));
  private final Known linuxNames = new Known(List.of("linux-sysmon"));
  private final Known securityNames = new Known(List.of("security-auditing", "security auditing"));
  private final Known securityChannels = new Known(List.of("security", "forwardedevents"));
  private final boolean sysmon;
  private final boolean security;
  private EventFormat last = EventFormat.AUTO;

  /** Reads both channels, or one: then the other's events are other events. */
  WindowsReader(EventFormat format) {
    sysmon = format != EventFormat.WINSEC;
    security = format != EventFormat.SYSMON;
  }

  @Override
  public EventFormat format() {
    return sysmon ? EventFormat.SYSMON : EventFormat.WINSEC;
  }

  /** Events of other numbers are of neither format. */
  @Override
  public EventFormat formatOfLast() {
    return last;
  }

  @Override
  public boolean claims(RecordView record) {
    return record.has(EVENT_ID)
        && (record.has(CHANNEL)
            || record.has(PROVIDER)
            || record.has(EVENT_DATA)
            || record.has(UTC_TIME)
            || record.has(NEW_PROCESS));
  }

  @Override
  public ParsedRecord read(RecordView record) throws UnusableFieldException {
    String id = record.text(EVENT_ID);
    boolean one = id.equals("1");
    last = EventFormat.AUTO;
    if (!one && !id.equals("4688")) {
      return Starts.skipped(SkipReason.OTHER_EVENT_ID, skippedTime(record));
    }
    if (one ? !sysmon || !isSysmon(record) : !security || !isSecurity(record)) {
      return Starts.skipped(SkipReason.OTHER_EVENT_ID, skippedTime(record));
    }
    last = one ? EventFormat.SYSMON : EventFormat.WINSEC;
    String command = record.text(COMMAND_LINE);
    if (command.isEmpty() && record.has(MESSAGE)) {
      command =
          RenderedText.value(
              record.optional(MESSAGE), one ? "CommandLine" : "Process Command Line");
    }
    EventTime time = time(record, true);
    if (RecordView.isBlank(command) || command.equals("-")) {
      return Starts.skipped(SkipReason.NO_COMMAND_LINE, time);
    }
    String host = record.optional(COMPUTER);
    String image = of(record, IMAGE, one ? "Image" : "New Process Name");
    String parent = of(record, PARENT, one ? "ParentCommandLine" : "Creator Process Name");
    boolean linux = image.startsWith("/") || isLinux(record);
    ParsedRecord start =
        Starts.of(
            new Starts.Found(
                "",
                distinct(record),
                host,
                one ? sysmonUser(record) : securityUser(record),
                linux ? "linux" : "windows",
                parent,
                image,
                command),
            time,
            SYSTEM_TIME.name());
    return start instanceof ParsedRecord.Event event && !linux
        ? new ParsedRecord.Event(event.event(), event.unit(), twinned(record, one, time))
        : start;
  }

  /** The process, for its record in the other channel; null if the record does not name it. */
  private static Twinned twinned(RecordView record, boolean sysmon, EventTime time) {
    String text = record.optional(sysmon ? PID : NEW_PID);
    if (text.isEmpty() && record.has(MESSAGE)) {
      text = RenderedText.value(record.optional(MESSAGE), sysmon ? "ProcessId" : "New Process ID");
    }
    long pid = ProcessNumber.of(text);
    if (pid < 0) {
      return null;
    }
    return sysmon
        ? new Twinned(Channel.SYSMON, pid, loggedTime(record, time).millis())
        : new Twinned(Channel.SECURITY, pid, time.millis());
  }

  /** The time that the security log's record has beside one of Sysmon at this time. */
  private static EventTime loggedTime(RecordView record, EventTime time) {
    try {
      EventTime logged = time(record, false);
      return logged == null ? time : logged;
    } catch (UnusableFieldException e) { // of a field that a start of Sysmon does not need
      return time;
    }
  }

  /** A field, or what the message says where the collector kept no fields. */
  private static String of(RecordView record, Field field, String label) {
    String value = record.optional(field);
    return value.isEmpty() && record.has(MESSAGE)
        ? RenderedText.value(record.optional(MESSAGE), label)
        : value;
  }

  private static String distinct(RecordView record) {
    String number = record.optional(RECORD_ID);
    if (!number.isEmpty()) {
      return number;
    }
    String guid = record.optional(PROCESS_GUID);
    return guid.isEmpty() ? record.optional(PROCESS_ID) : guid;
  }

  private boolean isSysmon(RecordView record) {
    String provider = record.optional(PROVIDER);
    String channel = record.optional(CHANNEL);
    if (provider.isEmpty() && channel.isEmpty()) {
      return record.has(UTC_TIME);
    }
    return sysmonNames.in(provider) || sysmonNames.in(channel);
  }

  private boolean isSecurity(RecordView record) {
    String provider = record.optional(PROVIDER);
    String channel = record.optional(CHANNEL);
    if (securityNames.in(provider)) {
      return true;
    }
    return channel.isEmpty()
        ? provider.isEmpty() || contains(provider, "security")
        : securityChannels.in(channel);
  }

  private boolean isLinux(RecordView record) {
    return linuxNames.in(record.optional(PROVIDER)) || linuxNames.in(record.optional(CHANNEL));
  }

  /** Whether a name contains one of these parts. Names come again, so the last answer is kept. */
  private static final class Known {
    private final List<String> parts;
    private String last = "";
    private boolean answer;

    Known(List<String> parts) {
      this.parts = parts;
    }

    boolean in(String name) {
      if (!name.equals(last)) {
        last = name;
        answer = parts.stream().anyMatch(part -> contains(name, part));
      }
      return answer;
    }
  }

  private static boolean contains(String text, String part) {
    for (int i = 0; i + part.length() <= text.length(); i++) {
      if (text.regionMatches(true, i, part, 0, part.length())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The time of the event by its log, if it is sure; else the time that Sysmon measured, which is
   * in UTC; else the log's time without a zone; else the time of arrival.
   *
   * @param measured whether Sysmon's own time counts
   */
  private static EventTime time(RecordView record, boolean measured) throws UnusableFieldException {
    EventTime logged = Starts.time(record, SYSTEM_TIME);
    if (logged != null && Times.isSure(logged)) {
      return Starts.known(logged);
    }
    if (record.has(WINLOGBEAT)) {
      EventTime beat = Starts.time(record, TIMESTAMP);
      if (beat != null) {
        return beat;
      }
    }
    EventTime utc = measured ? Starts.time(record, UTC_TIME) : null;
    if (utc != null) {
      return new EventTime(utc.millis(), EpochUnit.MILLISECONDS);
    }
    EventTime indexed = Starts.known(Starts.time(record, SPLUNK_TIME));
    if (indexed != null && Times.isSure(indexed)) {
      return indexed;
    }
    return logged != null ? logged : Starts.known(Starts.time(record, TIMESTAMP, ARRIVAL));
  }

  /** The time of an event that is counted only: the log's, without much search. */
  private static EventTime skippedTime(RecordView record) {
    return Starts.optionalTime(record, SYSTEM_TIME, UTC_TIME, TIMESTAMP, ARRIVAL);
  }

  private static String sysmonUser(RecordView record) {
    String user = Accounts.known(of(record, USER, "User"));
    return user.isEmpty()
        ? Accounts.of(record.optional(ECS_DOMAIN), record.optional(ECS_USER))
        : user;
  }

  /** The account of the new process, if it is not the one that started it. */
  private static String securityUser(RecordView record) {
    String target = Accounts.of(record.optional(TARGET_DOMAIN), record.optional(TARGET_USER));
    if (!target.isEmpty()) {
      return target;
    }
    String subject = Accounts.of(record.optional(SUBJECT_DOMAIN), record.optional(SUBJECT_USER));
    if (!subject.isEmpty()) {
      return subject;
    }
    String account = Accounts.known(record.optional(ACCOUNT));
    if (!account.isEmpty()) {
      return account;
    }
    String name = Accounts.of(record.optional(ECS_DOMAIN), record.optional(ECS_USER));
    return name.isEmpty() && record.has(MESSAGE)
        ? RenderedText.account(record.optional(MESSAGE))
        : name;
  }

  @Override
  public List<Field> fields() {
    List<Field> fields = new ArrayList<>(WindowsFields.ALL);
    fields.add(EVENT_DATA);
    fields.add(WINLOGBEAT);
    return fields;
  }
}
