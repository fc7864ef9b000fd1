package dev.longtail.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.ParsedRecord.Event;
import dev.longtail.udfs.event.ParsedRecord.Untimed;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.event.TwinMark;
import dev.longtail.udfs.event.Twins;
import dev.longtail.udfs.testing.WindowsTwins;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A start that 4688 and Sysmon both tell, in the records of a file. */
class TwinsTest {
  private static final long NOON = 1_736_078_400_250L;

  private final List<String> told = new ArrayList<>();
  private int twins;

  @Test
  void everyShapeOfBothChannelsNamesTheSameProcess() {
    List<TwinMark> marks = new ArrayList<>();
    WindowsTwins.sysmon("WS-17", NOON, "whoami /all").forEach(line -> marks.add(mark(line)));
    WindowsTwins.security("ws-17", NOON, "whoami /all ").forEach(line -> marks.add(mark(line)));
    assertThat(marks).hasSize(12).doesNotContainNull();
    assertThat(marks).extracting(TwinMark::process).containsOnly(marks.get(0).process());
    assertThat(marks.stream().filter(TwinMark::isSysmon)).hasSize(5);
    assertThat(marks).extracting(TwinMark::ts).containsOnly(NOON);
  }

  @Test
  void theCreatorsNumberIsNotTheProcesss() {
    TwinMark sysmon = mark(WindowsTwins.sysmon("h", 0x2b0, NOON, "whoami"));
    for (String line : WindowsTwins.security("h", NOON, "whoami")) {
      assertThat(mark(line).process()).isNotEqualTo(sysmon.process());
    }
    String without = WindowsTwins.security("h", 7, NOON, "whoami");
    assertThat(mark(without.replace("NewProcessId", "ProcessId"))).isNull();
  }

  @Test
  void aRecordWithoutHostOrNumberAndOtherFormatsHaveNone() {
    assertThat(mark(WindowsTwins.sysmon("", 7, NOON, "ls"))).isNull();
    assertThat(mark(WindowsTwins.sysmon("h", 7, NOON, "ls").replace("\"7\"", "\"-\""))).isNull();
    assertThat(mark(WindowsTwins.sysmon("h", 7, NOON, "ls").replace("\"7\"", "\"0\""))).isNull();
    assertThat(mark("{\"ts\":1736078400000,\"cmd\":\"ls\",\"host\":\"h\",\"pid\":7}")).isNull();
    assertThat(
            mark(
                WindowsTwins.sysmon("h", 7, NOON, "ls")
                    .replace("Microsoft-Windows-Sysmon", "Linux-Sysmon")))
        .isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "4242,4242",
    "0x1092,4242",
    "0X1092,4242",
    "0x0000000000001092,4242",
    "0,-1",
    "0x,-1",
    "'',-1",
    "-5,-1",
    "4242.0,-1",
    "99999999999,-1",
    "٤٢,-1"
  })
  void aNumberIsDecimalOrHexadecimal(String text, long number) {
    assertThat(ProcessNumber.of(text)).isEqualTo(number);
  }

  @Test
  void timesWithoutAZoneAreComparedAsTheLogWritesThem() {
    // Sysmon's own time is eight hours earlier, and is the event's.
    String local =
        "{\"EventID\":%s,\"SourceName\":\"%s\",\"TimeCreated\":\"2025-01-05 20:00:%s\","
            + "\"Hostname\":\"h\",\"CommandLine\":\"whoami\",%s}";
    String sysmon =
        local.formatted(
            "1",
            "Microsoft-Windows-Sysmon",
            "04.414",
            "\"ProcessId\":\"7\",\"UtcTime\":\"2025-01-05 12:00:04.410\"");
    String security =
        local.formatted(
            "4688", "Microsoft-Windows-Security-Auditing", "04.411", "\"NewProcessId\":\"0x7\"");
    assertThat(mark(sysmon).ts()).isEqualTo(mark(security).ts() + 3);
    String noOther = sysmon.replace("TimeCreated", "@timestamp").replace("20:00:04.414", "never");
    assertThat(mark(noOther).ts()).isEqualTo(mark(security).ts() - 8 * 3_600_000L - 1);
    read(Twins.ONCE, security, sysmon);
    assertThat(told).containsExactly("TWIN", "whoami");
  }

  @Test
  void onceLeavesOutTheSecurityLogsWhicheverComesFirstAndKeepsTheOrder() {
    read(
        Twins.ONCE,
        WindowsTwins.security("h", 7, NOON, "first"),
        WindowsTwins.sysmon("h", 8, NOON, "second"),
        WindowsTwins.sysmon("h", 7, NOON + 1000, "first"),
        WindowsTwins.security("h", 8, NOON + 1, "second "),
        WindowsTwins.security("h", 9, NOON + 1, "third"));
    assertThat(told).containsExactly("TWIN", "second", "first", "TWIN", "third");
    assertThat(twins).isEqualTo(2);
  }

  @Test
  void countKeepsBothAndOffDoesNotLook() {
    String[] lines = {
      WindowsTwins.security("h", 7, NOON, "first"), WindowsTwins.sysmon("h", 7, NOON, "first")
    };
    read(Twins.COUNT, lines);
    assertThat(told).containsExactly("first", "first");
    assertThat(twins).isEqualTo(1);
    told.clear();
    read(Twins.OFF, lines);
    assertThat(told).containsExactly("first", "first");
    assertThat(twins).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"h,7,1001,cmd", "g,7,0,cmd", "h,8,0,cmd", "h,7,0,cmd /c", "h,7,-1001,cmd"})
  void anotherProcessOrTimeOrLineIsNoTwin(String host, long pid, long later, String command) {
    read(
        Twins.ONCE,
        WindowsTwins.sysmon("h", 7, NOON, "cmd"),
        WindowsTwins.security(host, pid, NOON + later, command));
    assertThat(told).containsExactly("cmd", command);
    assertThat(twins).isZero();
  }

  @Test
  void aRecordThatComesTwiceIsTwiceATwin() {
    String security = WindowsTwins.security("h", 7, NOON, "x");
    String sysmon = WindowsTwins.sysmon("h", 7, NOON, "x");
    read(Twins.ONCE, security, sysmon, sysmon, security);
    assertThat(told).containsExactly("TWIN", "x", "x", "TWIN");
  }

  @Test
  void aStartWaitsForSixSecondsOfTheLog() {
    EventReader reader = reader(Twins.ONCE);
    read(reader, WindowsTwins.security("h", 7, NOON, "x"));
    read(reader, "{\"ts\":%d,\"cmd\":\"native\"}".formatted(NOON + 60_000));
    read(reader, WindowsTwins.sysmon("h", 9, NOON + TwinQueue.WAIT_MILLIS, "y"));
    assertThat(told).isEmpty();
    read(reader, WindowsTwins.sysmon("h", 9, NOON + TwinQueue.WAIT_MILLIS + 1, "z"));
    assertThat(told).containsExactly("x", "native", "y", "z");
    // Sysmon's record so much later: the start has left, and is counted all the same.
    read(reader, WindowsTwins.sysmon("h", 7, NOON, "x"));
    assertThat(told).hasSize(5);
    assertThat(twins).isEqualTo(1);
  }

  @Test
  void whatWaitsIsBounded() {
    EventReader reader = reader(Twins.ONCE);
    for (int i = 0; i < 3 * TwinQueue.MOST; i++) {
      read(reader, WindowsTwins.security("h", i + 1, NOON, "x"));
    }
    assertThat(told).hasSize(2 * TwinQueue.MOST);
    reader.end();
    assertThat(told).hasSize(3 * TwinQueue.MOST).containsOnly("x");
  }

  private static TwinMark mark(String line) {
    Event event = (Event) new AutoParser().parse(line.getBytes(StandardCharsets.UTF_8));
    return TwinMark.of(event.event(), event.twinned());
  }

  private void read(Twins mode, String... lines) {
    EventReader reader = reader(mode);
    for (String line : lines) {
      read(reader, line);
    }
    reader.end();
  }

  private static void read(EventReader reader, String line) {
    reader.read(line.getBytes(StandardCharsets.UTF_8));
  }

  private EventReader reader(Twins mode) {
    return new EventReader(
        EventFormat.AUTO,
        mode,
        new EventReader.Sink() {
          @Override
          public void start(CommandEvent event, EpochUnit unit) {
            told.add(event.commandLine().strip());
          }

          @Override
          public void untimed(Untimed start) {
            throw new AssertionError(start.reason());
          }

          @Override
          public void skipped(SkipReason reason) {
            told.add(reason.name());
          }

          @Override
          public void rejected(String reason) {
            throw new AssertionError(reason);
          }

          @Override
          public void twin() {
            twins++;
          }
        });
  }
}
