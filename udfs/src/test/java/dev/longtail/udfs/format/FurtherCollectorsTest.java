package dev.longtail.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.EventTime.NoTimeException;
import dev.longtail.udfs.event.ParsedRecord.Untimed;
import dev.longtail.udfs.event.SkipReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms that captures of further collectors showed; the records are made up. */
class FurtherCollectorsTest {
  private static final long NOON = 1_736_078_400_250L;

  private static final class Read implements EventReader.Sink {
    private final List<CommandEvent> starts = new ArrayList<>();
    private final List<EpochUnit> units = new ArrayList<>();
    private final List<SkipReason> skipped = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();

    @Override
    public void start(CommandEvent event, EpochUnit unit) {
      starts.add(event);
      units.add(unit);
    }

    @Override
    public void untimed(Untimed start) {
      rejected.add(start.reason());
    }

    @Override
    public void skipped(SkipReason reason) {
      skipped.add(reason);
    }

    @Override
    public void rejected(String reason) {
      rejected.add(reason);
    }

    List<String> lines() {
      return starts.stream().map(CommandEvent::commandLine).toList();
    }
  }

  private static Read read(String... records) {
    Read read = new Read();
    EventReader reader = new EventReader(EventFormat.AUTO, read);
    for (String record : records) {
      reader.read(record.getBytes(StandardCharsets.UTF_8));
    }
    reader.end();
    return read;
  }

  private static CommandEvent start(String... records) {
    Read read = read(records);
    assertThat(read.rejected).isEmpty();
    assertThat(read.starts).hasSize(1);
    return read.starts.get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          {"type":"endpoint.event.regmod","process_guid":"g","device_timestamp":"2025-01-05 12:00:00.25 +0000 UTC","process_cmdline":"a"} | OTHER_EVENT
          {"type":"endpoint.event.procend","process_guid":"g","device_timestamp":"2025-01-05 12:00:00.25 +0000 UTC","process_cmdline":"a"} | PROCESS_END
          {"type":"endpoint.event.procstart","action":"ACTION_PROCESS_DISCOVERED","childproc_name":"a","target_cmdline":"a"} | ALREADY_RUNNING
          {"type":"endpoint.event.procstart","childproc_name":"a","process_cmdline":"the parent's"} | NO_COMMAND_LINE
          {"type":"ingress.event.netconn","computer_name":"h","timestamp":1736078400} | OTHER_EVENT
          {"event.type":"Process Exit","event.category":"process","src.process.uid":"A","event.time":1736078400250} | PROCESS_END
          {"event.type":"File Modification","event.category":"file","src.process.uid":"A","src.process.cmdline":"a","mgmt.url":"x"} | OTHER_EVENT
          {"eventSubId":204,"endpointHostName":"h","processCmd":"a","eventTime":"1736078400250"} | OTHER_EVENT
          {"eventSubId":3,"endpointHostName":"h","objectCmd":"a","eventTime":"1736078400250"} | PROCESS_END
          {"log_type":"alert","agent":{"agentid":"a"},"alert_subtype":"process","process":{"commandline":"a"},"@timestamp":"2025-01-05T12:00:00Z"} | OTHER_EVENT
          {"routing":{"event_type":"EXISTING_PROCESS","event_time":1736078400250},"event":{"COMMAND_LINE":"a"}} | ALREADY_RUNNING
          {"routing":{"event_type":"DNS_REQUEST","event_time":1736078400250},"event":{"DOMAIN_NAME":"a"}} | OTHER_EVENT
          {"eventName":"openat","processId":1,"timestamp":1736078400250000000,"args":[{"name":"pathname","value":"/x"}]} | OTHER_EVENT
          {"eventName":"execve","processId":1,"returnValue":-2,"timestamp":1736078400250000000,"args":[{"name":"argv","value":["x"]}]} | FAILED
          {"eventName":"sched_process_exit","processId":1,"timestamp":1736078400250000000,"args":[]} | PROCESS_END
          {"data":{"command_line":"x"},"info":{"event":{"source":"kunai","name":"clone"},"utc_time":"2025-01-05T12:00:00Z"}} | FORK
          {"data":{"command_line":"x"},"info":{"event":{"source":"kunai","name":"mmap_exec"},"utc_time":"2025-01-05T12:00:00Z"}} | OTHER_EVENT
          {"metadata":{"event_type":"NETWORK_CONNECTION","event_timestamp":"2025-01-05T12:00:00Z"},"principal":{"process":{"command_line":"x"}}} | OTHER_EVENT
          {"metadata":{"eventType":"DetectionSummaryEvent","offset":7},"event":{"CommandLine":"x"}} | OTHER_EVENT
          {"EventSchema":"ProcessEvent","EventType":"ProcessTerminated","TimeGenerated":"2025-01-05T12:00:00Z"} | PROCESS_END
          {"aid":"a","cid":"c","ComputerName":"h","Time":"1736078400.1"} | OTHER_EVENT
          {"_time":"1736078400.1","cid":"c","MAC":"m","LocalAddressIP4":"10.0.0.1"} | OTHER_EVENT
          {"event_simpleName":"ProcessRollup2Stats","aid":"a","CommandLine":"x","timestamp":"1736078400250"} | OTHER_EVENT
          {"input":{"eventType":"GPProcessEvent","match":{"uuid":"x","event":{"pid":1,"timestamp":1736078400.25}},"related":{"processes":[{"args":["a"]}]}},"caid":"c"} | OTHER_EVENT
          {"rule":"r","time":"2025-01-05T12:00:00Z","output_fields":{"evt.type":"execve","evt.dir":">","proc.cmdline":"x"}} | OTHER_EVENT
          {"rule":"r","time":"2025-01-05T12:00:00Z","output_fields":{"evt.type":"execve","evt.failed":true,"proc.cmdline":"x"}} | FAILED
          {"name":"process_etw_events","hostIdentifier":"h","unixTime":1736078400,"action":"added","columns":{"type":"ProcessStop","cmdline":"x"}} | PROCESS_END
          {"name":"users","hostIdentifier":"h","unixTime":1736078400,"action":"snapshot","snapshot":[]} | OTHER_EVENT
          {"diffResults":{"added":[],"removed":[{"cmdline":"x"}]},"name":"process_events","hostIdentifier":"h","unixTime":1736078400} | OTHER_EVENT
          {"sequence":7,"timestamp":"1736078400.250","messages":[{"type":1300,"data":"arch=c000003e syscall=42 success=yes"}],"uid_map":{}} | OTHER_AUDIT_RECORD
          {"sequence":7,"timestamp":"1736078400.250","messages":[{"type":1300,"data":"arch=c000003e syscall=59 success=no"},{"type":1309,"data":"argc=1 a0=\\"x\\""}],"uid_map":{}} | FAILED
          {"__REALTIME_TIMESTAMP":"1736078400250000","_TRANSPORT":"syslog","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"hello"} | OTHER_EVENT
          {"timestamp":"2025-01-05T12:00:00.250+0000","rule":{"level":3},"agent":{"name":"a"},"decoder":{"name":"sshd"},"full_log":"Jan  5 12:00:00 web1 sshd[1]: Accepted"} | OTHER_EVENT
          time->Sun Jan  5 12:00:00 2025 | OTHER_AUDIT_RECORD
          """)
  void aKnownCollectorsOtherEventIsSkipped(String record, SkipReason reason) {
    Read read = read(record);
    assertThat(read.rejected).isEmpty();
    assertThat(read.starts).isEmpty();
    assertThat(read.skipped).containsExactly(reason);
  }

  @Test
  void anEventOfCarbonBlackCloudIsOfTheChild() {
    CommandEvent event = start(FormatsPage.samples(EventFormat.CARBONBLACK).get(0));
    assertThat(event)
        .isEqualTo(
            new CommandEvent(
                event.eventId(),
                NOON,
                "ws1",
                "EXAMPLE\\ann",
                "windows",
                "cmd.exe /c whoami /all",
                "c:\\windows\\system32\\whoami.exe",
                "whoami /all"));
  }

  @Test
  void sentinelOneKeepsTheBlankBeforeALine() {
    CommandEvent event =
        start(
            "{\"event.type\":\"Process"
                + " Creation\",\"event.category\":\"process\",\"timestamp\":\"12:00:00.250\","
                + "\"event.time\":1736078400250,\"endpoint.name\":\"web1\",\"endpoint.os\":\"linux\",\"os.name\":\"Linux\",\"src.process.uid\":\"a\",\"tgt.process.eUserName\":\"root\",\"tgt.process.cmdline\":\""
                + " ip -6 address\",\"tgt.process.image.path\":\"\\/usr\\/bin\\/ip\"}");
    assertThat(event.commandLine()).isEqualTo(" ip -6 address");
    assertThat(event.ts()).isEqualTo(NOON);
    assertThat(event.user()).isEqualTo("root");
    assertThat(event.os()).isEqualTo("linux");
  }

  @Test
  void anEventInSplunksEnvelopeKeepsItsOwnTime() {
    CommandEvent event =
        start(
            "{\"time\":1736089999,\"event\":"
                + FormatsPage.samples(EventFormat.OCSF).get(0)
                + ",\"sourcetype\":\"ocsf\"}");
    assertThat(event.ts()).isEqualTo(NOON);
  }

  @Test
  void goAuditHasAllRecordsOfAnEventInOne() {
    CommandEvent event =
        start(
            "{\"sequence\":4711,\"timestamp\":\"1736078400.250\",\"messages\":[{\"type\":1300,\"data\":\"arch=c000003e"
                + " syscall=59 success=yes exit=0 pid=42 uid=1000 comm=\\\"sh\\\""
                + " exe=\\\"/bin/sh\\\"\"},{\"type\":1309,\"data\":\"argc=3 a0=\\\"sh\\\""
                + " a1=\\\"-c\\\" a2=6563686F206869\"},{\"type\":1307,\"data\":\""
                + " cwd=\\\"/\\\"\"}],\"uid_map\":{\"0\":\"root\",\"1000\":\"ann\"}}");
    assertThat(event)
        .isEqualTo(
            new CommandEvent(
                "1736078400.250:4711", NOON, "", "ann", "linux", "", "/bin/sh", "sh -c echo hi"));
  }

  @Test
  void recordsOfOneEventMayStandBehindEachOther() {
    String text =
        "type=SYSCALL msg=audit(1736078400.250:7): arch=c000003e syscall=59 success=yes"
            + " exe=\\\"/bin/sh\\\"%1$stype=EXECVE msg=audit(1736078400.250:7): argc=2"
            + " a0=\\\"sh\\\" a1=\\\"audit(1type=EXECVE\\\"%1$stype=PROCTITLE"
            + " msg=audit(1736078400.250:7): proctitle=\\\"sh\\\"";
    for (String between : List.of(" ", "\\n", " node=x ")) {
      CommandEvent event =
          start(
              "{\"timestamp\":\"2025-01-05T12:00:00.250+0000\",\"agent\":{\"name\":\"web1\"},\"decoder\":{\"name\":\"auditd\"},"
                  + "\"full_log\":\""
                  + text.formatted(between.replace("node=x ", ""))
                  + "\"}");
      assertThat(event.commandLine()).isEqualTo("sh audit(1type=EXECVE");
      assertThat(event.host()).isEqualTo("web1");
    }
  }

  @Test
  void theJournalHoldsAuditRecordsWithoutTheirHead() {
    String head =
        "{\"_HOSTNAME\":\"web1\",\"_TRANSPORT\":\"audit\",\"_AUDIT_ID\":\"12\","
            + "\"_SOURCE_REALTIME_TIMESTAMP\":\"1736078400250000\",\"__REALTIME_TIMESTAMP\":\"1736078400260000\",";
    CommandEvent event =
        start(
            head
                + "\"_AUDIT_TYPE_NAME\":\"EXECVE\",\"MESSAGE\":\"EXECVE argc=2 a0=\\\"whoami\\\""
                + " a1=\\\"/all\\\"\"}",
            head
                + "\"_AUDIT_TYPE_NAME\":\"SYSCALL\",\"MESSAGE\":\"SYSCALL arch=c000003e syscall=59"
                + " success=yes exe=\\\"/usr/bin/whoami\\\"\"}",
            head
                + "\"_AUDIT_TYPE_NAME\":\"PROCTITLE\",\"MESSAGE\":\"PROCTITLE"
                + " proctitle=\\\"x\\\"\"}");
    assertThat(event)
        .isEqualTo(
            new CommandEvent(
                "1736078400.250:12",
                NOON,
                "web1",
                "",
                "linux",
                "",
                "/usr/bin/whoami",
                "whoami /all"));
  }

  @Test
  void interpretedAuditRecordsAreReadAndTheirTimeIsCounted() {
    Read read =
        read(
            "----",
            "type=SYSCALL msg=audit(01/05/2025 12:00:00.250:4711) : arch=x86_64 syscall=execve"
                + " success=yes exit=0 a0=0x1 pid=2 auid=ann uid=root comm=sh exe=/usr/bin/sh"
                + " key=exec ",
            "type=EXECVE msg=audit(01/05/2025 12:00:00.250:4711) : argc=4 a0=sh a1=10 a2=echo hi"
                + " there a3=x ");
    assertThat(read.rejected).isEmpty();
    assertThat(read.lines()).containsExactly("sh 10 echo hi there x");
    assertThat(read.starts.get(0).ts()).isEqualTo(NOON);
    assertThat(read.starts.get(0).user()).isEqualTo("root");
    assertThat(read.units).containsExactly(EpochUnit.UTC_ASSUMED);
  }

  @Test
  void osquerysBatchesAreOneEventARow() {
    Read read =
        read(
            "{\"diffResults\":{\"added\":[{\"cmdline\":\"id\",\"path\":\"/bin/id\",\"pid\":\"1\",\"time\":\"1736078400\"},{\"cmdline\":\"ls"
                + " -l\",\"path\":\"/bin/ls\",\"pid\":\"2\",\"time\":\"1736078401\"}],\"removed\":[]},\"name\":\"pack_x_process_events\",\"hostIdentifier\":\"h\",\"calendarTime\":\"Sun"
                + " Jan  5 12:00:05 2025 UTC\"}",
            "{\"name\":\"bpf_process_events\",\"hostIdentifier\":\"h\",\"unixTime\":1736078402,\"action\":\"snapshot\","
                + "\"decorations\":{\"hostname\":\"web1\"},\"snapshot\":[{\"cmdline\":\"ps\",\"path\":\"/bin/ps\",\"syscall\":\"exec\","
                + "\"exit_code\":\"0\",\"ntime\":\"9\"}]}",
            "{\"node_key\":\"k\",\"log_type\":\"result\",\"data\":[{\"name\":\"process_events\",\"hostIdentifier\":\"h\","
                + "\"unixTime\":1736078403,\"action\":\"added\",\"columns\":{\"cmdline\":\"df\",\"path\":\"/bin/df\"}}]}");
    assertThat(read.rejected).isEmpty();
    assertThat(read.lines()).containsExactly("id", "ls -l", "ps", "df");
    assertThat(read.starts.stream().map(CommandEvent::ts))
        .containsExactly(1736078400000L, 1736078401000L, 1736078402000L, 1736078403000L);
    assertThat(read.starts.get(2).host()).isEqualTo("web1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          {"version":"1.1","host":"ws1","short_message":"x","timestamp":1736078400.25,"_EventID":1,"_SourceName":"Microsoft-Windows-Sysmon","_CommandLine":"whoami /all","_Image":"C:\\\\w.exe","_User":"EX\\\\ann","_id":"z"}
          {"System":{"Provider":{"Name":"Microsoft-Windows-Sysmon"},"EventID":{"Value":1},"TimeCreated":{"SystemTime":1736078400.25},"Computer":"ws1"},"EventData":{"CommandLine":"whoami /all","Image":"C:\\\\w.exe","User":"EX\\\\ann"}}
          {"Id":1,"ProviderName":"Microsoft-Windows-Sysmon","MachineName":"ws1","TimeCreated":"\\/Date(1736078400250)\\/","Message":"Process Create:\\r\\nImage: C:\\\\w.exe\\r\\nCommandLine: whoami /all\\r\\nUser: EX\\\\ann\\r\\nParentImage: C:\\\\c.exe"}
          {"Id":4688,"ProviderName":"Microsoft-Windows-Security-Auditing","MachineName":"ws1","TimeCreated":{"value":"\\/Date(1736078400250)\\/"},"Message":"A new process has been created.\\r\\n\\r\\nCreator Subject:\\r\\n\\tAccount Name:\\t\\tWS1$\\r\\n\\tAccount Domain:\\t\\tEX\\r\\n\\r\\nTarget Subject:\\r\\n\\tAccount Name:\\t\\tann\\r\\n\\tAccount Domain:\\t\\tEX\\r\\n\\r\\nProcess Information:\\r\\n\\tNew Process Name:\\tC:\\\\w.exe\\r\\n\\tProcess Command Line:\\twhoami /all"}
          {"data":[{"EventID":1,"Provider":"Microsoft-Windows-Sysmon","Computer":"ws1","TimeCreated":"2025-01-05T12:00:00.250Z","CommandLine":"whoami /all","Image":"C:\\\\w.exe","User":"EX\\\\ann"}]}
          """)
  void windowsEventsOfFurtherShippers(String record) {
    CommandEvent event = start(record);
    assertThat(event)
        .isEqualTo(
            new CommandEvent(
                event.eventId(),
                NOON,
                "ws1",
                "EX\\ann",
                "windows",
                event.parent(),
                "C:\\w.exe",
                "whoami /all"));
  }

  @Test
  void auditbeatsOlderWordsAreRead() {
    CommandEvent event =
        start(
            "{\"@timestamp\":\"2025-01-05T12:00:00.250Z\",\"event\":{\"category\":\"audit-rule\",\"action\":\"executed\","
                + "\"type\":\"syscall\",\"module\":\"auditd\"},\"auditd\":{\"result\":\"success\"},"
                + "\"process\":{\"args\":[\"whoami\",\"/all\"],\"exe\":\"/usr/bin/whoami\"}}");
    assertThat(event.commandLine()).isEqualTo("whoami /all");
    assertThat(
            read("{\"@timestamp\":\"2025-01-05T12:00:00.250Z\",\"event\":{\"category\":\"audit-rule\",\"action\":"
                     + "\"opened-file\",\"type\":\"syscall\"},\"process\":{\"args\":[\"x\"]}}")
                .skipped)
        .containsExactly(SkipReason.OTHER_EVENT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Jan 5, 2025 12:00:00 PM           | 1736078400000 | UTC_ASSUMED
          Jan 5, 2025 12:00:00.250 PM       | 1736078400250 | UTC_ASSUMED
          Jan 5, 2025 1:02:03 AM            | 1736038923000 | UTC_ASSUMED
          Sun Jan  5 12:00:00 2025 UTC      | 1736078400000 | MILLISECONDS
          2025-01-05 12:00:00.2501234 +0000 UTC | 1736078400250 | MILLISECONDS
          2025-01-05 13:00:00.25 +0100 CET  | 1736078400250 | MILLISECONDS
          """)
  void timesAsToolsWriteThem(String text, long millis, EpochUnit unit) throws Exception {
    assertThat(Times.of(text).millis()).isEqualTo(millis);
    assertThat(Times.of(text).unit()).isEqualTo(unit);
  }

  @ParameterizedTest
  @CsvSource({
    "'Foo 5, 2025 12:00:00 PM'",
    "'Jan 32, 2025 12:00:00 PM'",
    "'Sun Foo  5 12:00:00 2025'"
  })
  void noTimes(String text) {
    assertThatThrownBy(() -> Times.of(text)).isInstanceOf(NoTimeException.class);
  }
}
