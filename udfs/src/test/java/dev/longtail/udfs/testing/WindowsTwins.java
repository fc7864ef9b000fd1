package dev.longtail.udfs.testing;

import java.time.Instant;
import java.util.List;

/** The same process start as several collectors ship it, from both channels. Made up. */
public final class WindowsTwins {
  private WindowsTwins() {}

  private static final String BEATS =
      """
      {"@timestamp":"%s","winlog":{"channel":"%s","provider_name":"%s","event_id":%s,\
      "computer_name":"%s","record_id":1,"event_data":{%s,"CommandLine":"%s"}}}\
      """;
  private static final String NXLOG =
      """
      {"EventID":%4$s,"Channel":"%2$s","SourceName":"%3$s","EventTime":"%1$s",\
      "Hostname":"%5$s",%6$s,"CommandLine":"%7$s"}\
      """;
  private static final String DUMP =
      """
      {"Event":{"System":{"Provider":{"#attributes":{"Name":"%3$s"}},"EventID":%4$s,\
      "TimeCreated":{"#attributes":{"SystemTime":"%1$s"}},"Channel":"%2$s","Computer":"%5$s"},\
      "EventData":{%6$s,"CommandLine":"%7$s"}}}\
      """;
  private static final String ECS =
      """
      {"@timestamp":"%s","winlog":{"channel":"%s","provider_name":"%s","event_id":%s,\
      "computer_name":"%s"},"event":{"category":["process"],"type":["start"]},\
      "process":{%s,"command_line":"%s"}}\
      """;

  private static final String XML =
      "<Event><System><Provider Name='%3$s'/><EventID>%4$s</EventID>"
          + "<TimeCreated SystemTime='%1$s'/><Channel>%2$s</Channel>"
          + "<Computer>%5$s</Computer></System><EventData>%6$s"
          + "<Data Name='CommandLine'>%7$s</Data></EventData></Event>";

  private static final String SYSMON_4242 = "\"ProcessId\":\"4242\"";
  private static final String SECURITY_4242 = "\"NewProcessId\":\"0x1092\",\"ProcessId\":\"0x2b0\"";

  /** Sysmon's event 1 of process 4242, as each collector ships it. */
  public static List<String> sysmon(String host, long ts, String command) {
    return List.of(
        sysmon(BEATS, host, ts, SYSMON_4242, command),
        sysmon(NXLOG, host, ts, "\"ProcessId\":4242", command),
        sysmon(DUMP, host, ts, "\"ProcessId\":4242", command),
        sysmon(ECS, host, ts, "\"pid\":4242", command),
        sysmon(XML, host, ts, "<Data Name='ProcessId'>4242</Data>", command));
  }

  /** Event 4688 of process 4242, as each collector ships it. */
  public static List<String> security(String host, long ts, String command) {
    return List.of(
        security(BEATS, host, ts, SECURITY_4242, command),
        security(NXLOG, host, ts, SECURITY_4242, command),
        security(NXLOG, host, ts, "\"NewProcessId\":4242,\"ProcessId\":688", command)
            .replace("Hostname", "Computer"),
        security(DUMP, host, ts, "\"NewProcessId\":\"0x00001092\"", command),
        security(ECS, host, ts, "\"pid\":4242", command),
        security(XML, host, ts, "<Data Name='NewProcessId'>0x1092</Data>", command),
        splunk(host, ts, command));
  }

  /** Event 4688 of a process, as Winlogbeat ships it. */
  public static String security(String host, long pid, long ts, String command) {
    return security(
        BEATS, host, ts, "\"NewProcessId\":\"0x" + Long.toHexString(pid) + '"', command);
  }

  /** Sysmon's event 1 of a process, as Winlogbeat ships it. */
  public static String sysmon(String host, long pid, long ts, String command) {
    return sysmon(BEATS, host, ts, "\"ProcessId\":\"" + pid + '"', command);
  }

  private static String splunk(String host, long ts, String command) {
    return "{\"result\":{\"_time\":\""
        + Instant.ofEpochMilli(ts)
        + "\",\"_raw\":\"01/05/2025 01:00:00 PM\\nLogName=Security\\nEventCode=4688\\n"
        + "ComputerName="
        + host
        + "\\nMessage=A new process has been created.\\n\\nProcess Information:\\n"
        + "\\tNew Process ID:\\t\\t0x1092\\n\\tCreator Process ID:\\t0x2b0\\n"
        + "\\tProcess Command Line:\\t"
        + command
        + "\\n\"}}";
  }

  private static String sysmon(String form, String host, long ts, String process, String command) {
    return form.formatted(
        Instant.ofEpochMilli(ts),
        "Microsoft-Windows-Sysmon/Operational",
        "Microsoft-Windows-Sysmon",
        "1",
        host,
        process,
        command);
  }

  private static String security(
      String form, String host, long ts, String process, String command) {
    return form.formatted(
        Instant.ofEpochMilli(ts),
        "Security",
        "Microsoft-Windows-Security-Auditing",
        "4688",
        host,
        process,
        command);
  }
}
