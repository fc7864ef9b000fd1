package dev.longtail.udfs.event;

import java.util.Locale;

/** Why a well-formed record is no process start. The list is short: it is a label of a metric. */
public enum SkipReason {
  /** A Windows event of another id. */
  OTHER_EVENT_ID("other event id"),
  /** An event of another kind, such as a file or network event, or an alert. */
  OTHER_EVENT("other kind of event"),
  /** A line of syslog with no event of a known format in it. */
  SYSLOG("other line of syslog"),
  /** An audit record that is no part of an execve. */
  OTHER_AUDIT_RECORD("other audit record"),
  /** The end of a process. */
  PROCESS_END("process end"),
  /** A process that ran before the sensor. */
  ALREADY_RUNNING("process already running"),
  /** A copy of a process, which still has the command line of its parent. */
  FORK("fork without exec"),
  /** An execve that failed: no process came of it. */
  FAILED("failed execve"),
  /** A process start whose sensor recorded no command line. */
  NO_COMMAND_LINE("no command line recorded"),
  /** A record that was joined with others to one audit event. */
  PART("part of an audit event"),
  /** A start of Windows' security log that Sysmon tells as well, left out because it was asked. */
  TWIN("twin of a Sysmon event");

  private final String words;

  SkipReason(String words) {
    this.words = words;
  }

  /** Its name in summaries. */
  public String words() {
    return words;
  }

  /** Its name in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
