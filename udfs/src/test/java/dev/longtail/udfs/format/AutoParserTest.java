package dev.longtail.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.ParsedRecord.Event;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.event.ParsedRecord.Several;
import dev.longtail.udfs.event.ParsedRecord.Skipped;
import dev.longtail.udfs.event.SkipReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Records as their collectors write them, made up. */
class AutoParserTest {
  private static final long NOON = 1_736_078_400_250L;

  private final AutoParser parser = new AutoParser();

  @ParameterizedTest
  @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void everySampleIsOneStart(EventFormat format) {
    for (EventFormat asked : List.of(EventFormat.AUTO, format)) {
      List<CommandEvent> starts = new ArrayList<>();
      List<String> rejected = new ArrayList<>();
      EventReader reader = new EventReader(asked, sink(starts, rejected));
      List<String> samples = FormatsPage.samples(format);
      samples.forEach(sample -> reader.read(bytes(sample)));
      reader.end();

      assertThat(rejected).isEmpty();
      assertThat(starts).hasSize(format == EventFormat.AUDITD ? 1 : samples.size());
      assertThat(starts)
          .allSatisfy(
              start -> {
                assertThat(start.commandLine()).isEqualTo("whoami /all");
                assertThat(start.ts()).isBetween(NOON - 250, NOON);
                assertThat(start.eventId()).isNotEmpty();
                assertThat(start.image() + start.parent()).isNotEmpty();
              });
    }
  }

  @ParameterizedTest
  @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void theFormatOfARecordIsTold(EventFormat format) {
    for (String sample : FormatsPage.samples(format)) {
      var unused = parser.parse(bytes("no record of any format"));
      assertThat(parser.format()).isEqualTo(EventFormat.AUTO);
      unused = parser.parse(bytes(sample));
      assertThat(parser.format()).as(sample).isEqualTo(format);
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"AUTO", "NATIVE", "SYSMON", "WINSEC", "AUDITD"},
      mode = EnumSource.Mode.EXCLUDE)
  void aRecordOfAnotherFormatIsRefusedWhereOneIsAskedFor(EventFormat format) {
    String other = FormatsPage.samples(EventFormat.WINSEC).get(0);
    assertThat(AutoParser.of(format).parse(bytes(other)))
        .isEqualTo(
            new Rejected("field (record): not of the format " + format.label(), Rejected.NO_TIME));
  }

  @Test
  void whatWasReadBeforeDoesNotChangeWhatARecordIs() {
    List<String> all = new ArrayList<>();
    for (EventFormat format : EventFormat.values()) {
      all.addAll(
          format == EventFormat.AUTO ? List.of("{\"a\":1}", "no") : FormatsPage.samples(format));
    }
    for (String one : all) {
      ParsedRecord alone = new AutoParser().parse(bytes(one));
      for (String before : all) {
        ParsedRecord first = parser.parse(bytes(before));
        assertThat(first).isNotNull();
        assertThat(parser.parse(bytes(one))).as("%s after %s", one, before).isEqualTo(alone);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          {"EventID":4689,"Channel":"Security","TimeCreated":"2025-01-05T12:00:00Z"} | OTHER_EVENT_ID
          {"EventID":1,"Channel":"System","SourceName":"Power"} | OTHER_EVENT_ID
          {"EventID":4688,"Channel":"Security","NewProcessName":"C:\\\\x.exe","CommandLine":"","EventTime":"2025-01-05T12:00:00Z"} | NO_COMMAND_LINE
          {"EventID":4688,"Channel":"Security","NewProcessName":"C:\\\\x.exe","EventTime":"2025-01-05T12:00:00Z"} | NO_COMMAND_LINE
          {"@timestamp":"2025-01-05T12:00:00Z","event":{"category":["file"],"type":["start"]},"process":{"pid":1}} | OTHER_EVENT
          {"@timestamp":"2025-01-05T12:00:00Z","event":{"kind":"alert","category":["process"],"type":["start"]},"process":{"command_line":"x"}} | OTHER_EVENT
          {"@timestamp":"2025-01-05T12:00:00Z","event":{"category":"process","type":"end"},"process":{"command_line":"x"}} | PROCESS_END
          {"@timestamp":"2025-01-05T12:00:00Z","event":{"category":"process","type":"start","action":"fork"},"process":{"command_line":"x"}} | FORK
          {"@timestamp":"2025-01-05T12:00:00Z","event":{"action":"executed","outcome":"failure"},"process":{"args":["x"]}} | FAILED
          {"@timestamp":"2025-01-05T12:00:00Z","event":{"action":"existing_process","category":["process"],"type":["info"]},"process":{"args":["x"]}} | ALREADY_RUNNING
          {"@timestamp":"2025-01-05T12:00:00Z","agent":{"type":"filebeat"},"message":"session opened"} | OTHER_EVENT
          {"class_uid":1007,"activity_id":2,"time":1736078400250} | PROCESS_END
          {"class_uid":4001,"activity_id":1,"time":1736078400250} | OTHER_EVENT
          {"event_simpleName":"SyntheticProcessRollup2","CommandLine":"x","timestamp":"1736078400250"} | ALREADY_RUNNING
          {"event_simpleName":"DnsRequest","aid":"a","timestamp":"1736078400250"} | OTHER_EVENT
          {"ExternalApiType":"something else"} | OTHER_EVENT
          {"Timestamp":"2025-01-05T12:00:00Z","DeviceName":"d","ActionType":"LdapSearch","ProcessCommandLine":""} | OTHER_EVENT
          {"ID":"1736078400.250:1","SYSCALL":{"SYSCALL":"write"}} | OTHER_AUDIT_RECORD
          {"ID":"1736078400.250:1","SYSCALL":{"success":"no"},"EXECVE":{"ARGV":["x"]}} | FAILED
          {"process_exit":{"process":{"binary":"/bin/x"}},"time":"2025-01-05T12:00:00Z"} | PROCESS_END
          {"process_exec":{"process":{"binary":"/bin/x","flags":"procFS"}},"time":"2025-01-05T12:00:00Z"} | ALREADY_RUNNING
          {"rule":"r","output_fields":{"evt.type":"openat","proc.cmdline":"x"},"time":"2025-01-05T12:00:00Z"} | OTHER_EVENT
          {"name":"pack_processes","columns":{"cmdline":"x"},"action":"added","hostIdentifier":"h"} | OTHER_EVENT
          {"schema_version":1,"event_type":15,"event":{"exit":{"stat":0}},"time":"2025-01-05T12:00:00Z"} | PROCESS_END
          type=PROCTITLE msg=audit(1736078400.250:1): proctitle="whoami" | OTHER_AUDIT_RECORD
          type=SYSCALL msg=audit(1736078400.250:1): arch=c000003e syscall=1 success=yes | OTHER_AUDIT_RECORD
          type=AUOMS_EXECVE audit(1736078400.250:1): success=no exit=-2 cmdline="x" redactors= | FAILED
          Jan  5 12:00:00 web1 sshd[1]: Accepted publickey | SYSLOG
          """)
  void aWellFormedRecordThatIsNoStartIsSkipped(String record, SkipReason reason) {
    assertThat(parser.parse(bytes(record)))
        .isInstanceOfSatisfying(
            Skipped.class, skipped -> assertThat(skipped.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          {"EventID":1,"Channel":"Sysmon","CommandLine":"a","CommandLine":"b","UtcTime":"2025-01-05 12:00:00"} | field CommandLine: is there twice
          {"EventID":1,"Channel":"Sysmon","CommandLine":{"a":1},"UtcTime":"2025-01-05 12:00:00"} | field CommandLine: not a text but an object
          {"EventID":1,"Channel":"Sysmon","CommandLine":"a","UtcTime":"soon"} | field winlog.event_data.UtcTime: not an ISO-8601
          {"class_uid":1007,"activity_id":1,"time":"x","process":{"cmd_line":"a"}} | field time: not an ISO-8601
          type=EXECVE msg=audit(soon): argc=1 a0="x" | field msg: no time
          {"event_simpleName":"ProcessRollup2","CommandLine":"x" | not valid JSON: it breaks off
          {"a":1} | field ts: missing
          """)
  void saysWhatIsWrongWithARecord(String record, String reason) {
    assertThat(parser.parse(bytes(record)))
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.reason()).startsWith(reason));
  }

  @Test
  void aTimeWithoutAZoneIsUtcAndCounted() {
    Event event =
        (Event)
            parser.parse(
                bytes(
                    "{\"EventID\":4688,\"Channel\":\"Security\",\"CommandLine\":\"a\","
                        + "\"EventTime\":\"2025-01-05 12:00:00.25\"}"));
    assertThat(event.event().ts()).isEqualTo(NOON);
    assertThat(event.unit()).isEqualTo(EpochUnit.UTC_ASSUMED);
  }

  @Test
  void theTimeOfSysmonIsSureWhereTheLogHasNoZone() {
    Event event =
        (Event)
            parser.parse(
                bytes(
                    "{\"EventID\":1,\"SourceName\":\"Microsoft-Windows-Sysmon\",\"CommandLine\":\"a\",\"TimeCreated\":\"2025-01-05"
                        + " 20:00:00.251\",\"UtcTime\":\"2025-01-05 12:00:00.250\"}"));
    assertThat(event.event().ts()).isEqualTo(NOON);
    assertThat(event.unit()).isEqualTo(EpochUnit.MILLISECONDS);
  }

  @Test
  void oneRecordMayHoldSeveral() {
    String one = FormatsPage.samples(EventFormat.DEFENDER).get(0);
    ParsedRecord read =
        parser.parse(
            bytes(
                "{\"records\":["
                    + one
                    + ","
                    + one
                    + ",{\"ActionType\":\"x\",\"time\":\"2025-01-05T12:00:00Z\"}]}"));
    assertThat(read)
        .isInstanceOfSatisfying(
            Several.class,
            several -> {
              assertThat(several.records()).hasSize(3);
              assertThat(several.records().get(0)).isInstanceOf(Event.class);
              assertThat(several.records().get(2)).isInstanceOf(Skipped.class);
            });
    assertThat(parser.parse(bytes("[" + one + "]"))).isInstanceOf(Event.class);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"AUTO", "NATIVE", "AUDITD"},
      mode = EnumSource.Mode.EXCLUDE)
  void envelopesAreOpened(EventFormat format) {
    String one = FormatsPage.samples(format).get(0);
    ParsedRecord alone = parser.parse(bytes(one));
    String text = new com.fasterxml.jackson.databind.node.TextNode(one).toString();
    for (String envelope :
        List.of(
            "{\"_index\":\"x\",\"_source\":%s}",
            "{\"schema\":{\"type\":\"struct\"},\"payload\":%s}",
            "{\"preview\":false,\"result\":%s}")) {
      assertThat(parser.parse(bytes(envelope.formatted(one)))).as(envelope).isEqualTo(alone);
    }
    for (String envelope :
        List.of(
            "{\"@timestamp\":\"2025-01-06T00:00:00Z\",\"agent\":{\"type\":\"filebeat\"},\"message\":%s}",
            "{\"log\":%s,\"stream\":\"stdout\",\"time\":\"2025-01-06T00:00:00Z\"}",
            "{\"payload\":%s}")) {
      Event inner = (Event) parser.parse(bytes(envelope.formatted(text)));
      assertThat(inner.event().commandLine()).as(envelope).isEqualTo("whoami /all");
      assertThat(inner.event().ts()).isBetween(NOON - 250, NOON);
    }
  }

  @Test
  void aLongFieldIsAReasonAndNoFailure() {
    String million = "x".repeat(1 << 20);
    for (EventFormat format : EventFormat.values()) {
      if (format == EventFormat.AUTO || format == EventFormat.AUDITD) {
        continue;
      }
      for (String sample : FormatsPage.samples(format)) {
        ParsedRecord read = parser.parse(bytes(sample.replace("whoami", million)));
        if (read instanceof Several several) {
          read = several.records().get(0);
        }
        assertThat(read).as(sample).isInstanceOf(Rejected.class);
        assertThat(((Rejected) read).reason()).contains("at most 131072");
      }
    }
  }

  @Test
  void partsOfAnAuditEventComeInAnyOrder() {
    List<String> lines =
        List.of(
            "type=EXECVE msg=audit(1736078400.250:7): argc=3 a0=\"sh\" a1=2D63 a2_len=8 a2[0]=6563",
            "type=SYSCALL msg=audit(1736078400.250:7): arch=c000003e syscall=59 success=yes"
                + " exe=2F62696E2F7368\u001dUID=\"ann\"",
            "type=EXECVE msg=audit(1736078400.250:7): a2[1]=686F");
    for (int[] order :
        new int[][] {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {2, 0, 1}, {0, 2, 1}, {1, 0, 2}}) {
      List<CommandEvent> starts = new ArrayList<>();
      List<String> rejected = new ArrayList<>();
      EventReader reader = new EventReader(EventFormat.AUTO, sink(starts, rejected));
      for (int i : order) {
        reader.read(bytes(lines.get(i)));
      }
      reader.end();
      assertThat(rejected).isEmpty();
      assertThat(starts)
          .containsExactly(
              new CommandEvent(
                  "1736078400.250:7", NOON, "", "ann", "linux", "", "/bin/sh", "sh -c echo"));
    }
  }

  @Test
  void brokenKeysOfPartsAreNoParts() {
    ParsedRecord read =
        parser.parse(
            bytes(
                "type=EXECVE msg=audit(1736078400.250:7): argc=1 a0[=\"x\" a0[]=6563 a0[1=63"
                    + " a]0=1"));
    assertThat(read)
        .isInstanceOfSatisfying(
            ParsedRecord.Fragment.class, part -> assertThat(part.fragment().arguments()).isEmpty());
  }

  @Test
  void aMissingArgumentIsALossThatIsSaid() {
    List<String> rejected = new ArrayList<>();
    List<CommandEvent> starts = new ArrayList<>();
    EventReader reader = new EventReader(EventFormat.AUTO, sink(starts, rejected));
    reader.read(bytes("type=EXECVE msg=audit(1736078400.250:7): argc=3 a0=\"sh\" a1=\"-c\""));
    reader.end();
    assertThat(starts).isEmpty();
    assertThat(rejected)
        .containsExactly("field a2: missing, of 3 arguments; audit event 1736078400.250:7");
  }

  private static EventReader.Sink sink(List<CommandEvent> starts, List<String> rejected) {
    return new EventReader.Sink() {
      @Override
      public void start(CommandEvent event, EpochUnit unit) {
        starts.add(event);
      }

      @Override
      public void untimed(ParsedRecord.Untimed start) {
        rejected.add(start.reason());
      }

      @Override
      public void skipped(SkipReason reason) {}

      @Override
      public void rejected(String reason) {
        rejected.add(reason);
      }
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
