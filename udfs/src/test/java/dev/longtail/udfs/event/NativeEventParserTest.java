package dev.longtail.udfs.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.longtail.udfs.event.ParsedRecord.Event;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import dev.longtail.udfs.text.CommandHash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeEventParserTest {
  private final NativeEventParser parser = new NativeEventParser();

  @Test
  void readsEveryField() {
    assertThat(
            parse(
                """
                {"event_id":"e1","ts":1735689611260,"host":"h","user":"u","os":"linux","parent":"p",\
                "image":"/bin/ls","command_line":"ls -l \\u00e4","other":{"a":[1,2]}}\
                """))
        .isEqualTo(
            new ParsedRecord.Event(
                new CommandEvent(
                    "e1", 1735689611260L, "h", "u", "linux", "p", "/bin/ls", "ls -l ä"),
                EpochUnit.MILLISECONDS));
  }

  @Test
  void acceptsIsoTimesAndTheShortName() {
    ParsedRecord parsed = parse("{\"ts\":\"2025-01-01T01:00:00+01:00\",\"cmd\":\"ls\"}");
    CommandEvent event = ((ParsedRecord.Event) parsed).event();
    assertThat(event.ts()).isEqualTo(1735689600000L);
    assertThat(event.eventId()).hasSize(16);
    assertThat(parse("{\"ts\":\"2025-01-01T01:00:00+01:00\",\"cmd\":\"ls\"}")).isEqualTo(parsed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          {"ts":1,"command_line":""}          | field command_line: empty
          {"ts":1}                            | field command_line: missing
          {"command_line":"ls"}               | field ts: missing
          {"ts":"yesterday","cmd":"ls"}       | field ts: not an ISO-8601 time with zone
          {"ts":-5,"cmd":"ls"}                | field ts: out of range: -5
          {"ts":99999999999999999999,"cmd":"x"} | field ts: out of range: 99999999999999999999
          {"ts":1,"cmd":["ls"]}               | field cmd: not a text but a list
          {"ts":1,"cmd":"ls","host":[7]}      | field host: not a text but a list
          {"ts":1,"cmd":"ls","user":{"id":7}} | field user: not a text but an object
          {"ts":1,"cmd":7}                    | field cmd: not a text but a number
          {"ts":1,"cmd":true}                 | field cmd: not a text but true
          {"ts":1,"cmd":" "}                  | field cmd: empty
          {"ts":1,"cmd":null}                 | field cmd: empty
          {"ts":1,"command_line":"","image":"/bin/x"} | field command_line: empty; field image does not stand
          {"ts":1,"x":[{"a":[1,{}]},[2],3],"host":"h"} | field command_line: missing, and so is cmd; if the events are the list in field x
          {"ts":1,"process":{"command_line":"x"}} | field command_line: missing, and so is cmd; there is process, which
          {"ts":1,"process.command_line":"x"} | field command_line: missing, and so is cmd; there is process.command_line
          {"ts":1,"CommandLine":"x","process":{}} | field command_line: missing, and so is cmd; there is CommandLine, which
          {"ts":1,"cmd":"ls","command_line":"dir"} | field command_line: differs from field cmd
          {"events":[{"ts":1,"cmd":"ls"}]}    | field ts: missing; if the events are the list in field events, write one a line
          {"ts":1,"cmd":"ls","ts":1}          | field ts: is there twice
          {"ts":1,"cmd":"ls","cmd":"ls"}      | field cmd: is there twice
          {"ts":1,"x":{"a":1},"cmd":"ls","x":{"a":1}} | field x: is there twice
          {"ts":1,"cmd":"ls","c\\u006dd":"ls"} | field cmd: is there twice
          {"ts":1,"cmd":"ls","x":NaN}         | not valid JSON: unexpected text near column 27
          {"ts":null,"cmd":"ls"}              | field ts: not a time but null; wanted are milliseconds
          {"ts":1.5,"cmd":"ls"}               | field ts: not a time but a number with a fraction
          {"ts":{},"cmd":"ls"}                | field ts: not a time but an object
          [1]                                 | field (record): not a JSON object
          {"ts":1,"cmd":"ls"} x               | not valid JSON: unexpected text near column 22
          {"ts":1,"cmd":"ls"                  | not valid JSON: it breaks off before its end
          """)
  void saysWhatIsWrongWithARecord(String record, String reason) {
    assertThat(parse(record)).isInstanceOf(Rejected.class);
    assertThat(((Rejected) parse(record)).reason()).startsWith(reason);
  }

  @Test
  void optionalFieldsOfAnotherScalarTypeAreText() {
    ParsedRecord parsed =
        parse(
            "{\"event_id\":77,\"ts\":1735689611260,\"host\":1e3,\"user\":1000,\"os\":true,"
                + "\"parent\":-0.50,\"image\":null,\"cmd\":\"ls\"}");
    assertThat(((ParsedRecord.Event) parsed).event())
        .isEqualTo(
            new CommandEvent("77", 1735689611260L, "1e3", "1000", "true", "-0.50", "", "ls"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ts\":1,\"cmd\":\"ls\",\"command_line\":\"ls\"}",
        "{\"ts\":1,\"cmd\":\"\",\"command_line\":\"ls\"}",
        "{\"ts\":1,\"command_line\":\"ls\",\"cmd\":null}",
        "{\"ts\":1,\"x\":[{\"x\":1}],\"y\":[],\"z\":[[{}],[]],\"cmd\":\"ls\"}"
      })
  void twoNamesOfOneCommandLineAreNoContradiction(String record) {
    assertThat(((ParsedRecord.Event) parse(record)).event().commandLine()).isEqualTo("ls");
  }

  /** Keys of any number and any hash; two are equal now and then. */
  @Test
  void exactlyRecordsWithAKeyTwiceAreRejected() {
    Random random = new Random(5);
    for (int i = 0; i < 3000; i++) {
      int count = 1 + random.nextInt(i % 10 == 0 ? 200 : 20);
      Set<String> keys = new HashSet<>();
      boolean twice = false;
      StringBuilder record = new StringBuilder("{\"ts\":1735689611260,\"cmd\":\"ls\"");
      for (int k = 0; k < count; k++) {
        String key = "k" + random.nextInt(4 * count * count);
        twice |= !keys.add(key);
        record.append(",\"").append(key).append("\":").append(k);
      }
      assertThat(parse(record.append('}').toString()) instanceof Rejected).isEqualTo(twice);
    }
  }

  @Test
  void aRecordOfManyKeysIsReadInTime() {
    StringBuilder record = new StringBuilder("{\"ts\":1735689611260,\"cmd\":\"ls\"");
    for (int k = 0; k < 300_000; k++) {
      record.append(",\"k").append(k).append("\":0");
    }
    String json = record.append('}').toString();
    assertTimeout(Duration.ofSeconds(10), () -> assertThat(parse(json)).isInstanceOf(Event.class));
  }

  /** Each time is that of 2025-01-05T06:07:08.009Z, or of its whole second. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          1736057228009                       | 9 | MILLISECONDS
          "1736057228009"                     | 9 | MILLISECONDS
          1736057228009.0                     | 9 | MILLISECONDS
          1.736057228009e12                   | 9 | MILLISECONDS
          1736057228                          | 0 | SECONDS
          "1736057228"                        | 0 | SECONDS
          1736057228.009                      | 9 | SECONDS
          "1736057228.009999"                 | 9 | SECONDS
          1736057228009123                    | 9 | MICROSECONDS
          "1736057228009123"                  | 9 | MICROSECONDS
          1736057228009123456                 | 9 | NANOSECONDS
          "1736057228009123456"               | 9 | NANOSECONDS
          133805308280090000                  | 9 | FILETIME
          "2025-01-05T06:07:08.009Z"          | 9 | MILLISECONDS
          "2025-01-05t06:07:08.009z"          | 9 | MILLISECONDS
          "2025-01-05T06:07:08.0091234Z"      | 9 | MILLISECONDS
          "2025-01-05T06:07:08,009Z"          | 9 | MILLISECONDS
          "2025-01-05 06:07:08.009Z"          | 9 | MILLISECONDS
          "2025-01-05 06:07:08,009 +0000"     | 9 | MILLISECONDS
          "2025-01-05 06:07:08.009 UTC"       | 9 | MILLISECONDS
          "2025-01-05 06:07:08.009 Z"         | 9 | MILLISECONDS
          "2025-01-05T06:07:08.009+0000"      | 9 | MILLISECONDS
          "2025-01-05T06:07:08.009+00"        | 9 | MILLISECONDS
          "2025-01-05T01:07:08.009-0500"      | 9 | MILLISECONDS
          "2025-01-05T11:37:08.009+05:30"     | 9 | MILLISECONDS
          "2025-01-05T11:37:08.009+0530"      | 9 | MILLISECONDS
          "2025-01-05T06:07:08.009Z "         | 9 | MILLISECONDS
          "2025-01-05T06:07:08Z"              | 0 | MILLISECONDS
          """)
  void timesAreReadHoweverTheyAreSpelt(String ts, long fraction, EpochUnit unit) {
    ParsedRecord parsed = parse("{\"ts\":" + ts + ",\"cmd\":\"ls\"}");
    assertThat(parsed).isInstanceOf(Event.class);
    assertThat(((Event) parsed).event().ts()).isEqualTo(1736057228000L + fraction);
    assertThat(((Event) parsed).unit()).isEqualTo(unit);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          ""                          | empty
          " "                         | empty
          "2025-01-05T06:07:08"       | has no zone; write Z behind it
          "2025-01-05 06:07:08,009"   | has no zone; write Z behind it
          "1/5/2025, 6:07:08.009 AM"  | not an ISO-8601 time with zone
          "2025-12-31T23:59:60Z"      | not an ISO-8601 time with zone
          "2025-02-30T00:00:00Z"      | not an ISO-8601 time with zone
          "20250105T060708Z"          | not an ISO-8601 time with zone
          "/Date(1736057228009)/"     | not an ISO-8601 time with zone
          "12.5.2025"                 | not an ISO-8601 time with zone
          "1.2"                       | not a time but a number with a fraction
          "99999999999999999999"      | out of range
          "1900-01-01T00:00:00Z"      | out of range
          200000000000000000000       | out of range
          1e30                        | out of range
          1e999999999                 | out of range
          1e99999999999               | out of range
          1e-999999999                | not a time but a number with a fraction
          -1736057228.5               | out of range
          110000000000000000          | out of range
          160000000000000000.5        | read
          true                        | not a time but true
          """)
  void saysWhatIsWrongWithATime(String ts, String reason) {
    ParsedRecord parsed = parse("{\"ts\":" + ts + ",\"cmd\":\"ls\"}");
    if (reason.equals("read")) {
      assertThat(parsed).isInstanceOf(Event.class);
      return;
    }
    assertThat(((Rejected) parsed).reason())
        .startsWith("field ts: " + reason)
        .endsWith("; wanted are milliseconds, or e.g. 2025-01-05T12:00:00Z");
  }

  /** Whatever the instant since 1980: its numbers in all units are told apart. */
  @Test
  void theUnitOfANumberIsToldByItsMagnitude() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      long millis = 315_532_800_000L + (random.nextLong() >>> 22) % 3_786_912_000_000L;
      assertThat(timeOf(millis)).isEqualTo(millis);
      assertThat(timeOf(millis / 1000)).isEqualTo(millis / 1000 * 1000);
      assertThat(timeOf(millis * 1000 + 999)).isEqualTo(millis);
      assertThat(timeOf(millis * 1_000_000 + 999_999)).isEqualTo(millis);
    }
  }

  private long timeOf(long number) {
    return ((Event) parse("{\"ts\":" + number + ",\"cmd\":\"ls\"}")).event().ts();
  }

  @Test
  void everyTimeInMillisecondsThatWasEverReadStillIs() {
    long last = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();
    for (long millis : new long[] {0, 1, 99_999_999, 100_000_000_000L, last}) {
      assertThat(timeOf(millis)).isEqualTo(millis);
    }
  }

  @Test
  void oneWarningTellsTheUnits() {
    assertThat(EpochUnit.warning(Map.of(EpochUnit.MILLISECONDS, 9L))).isEmpty();
    assertThat(
            EpochUnit.warning(
                Map.of(EpochUnit.MILLISECONDS, 9L, EpochUnit.SECONDS, 2000L, EpochUnit.SMALL, 1L)))
        .hasValue(
            "warning: by their size, field ts read 1 time as milliseconds of the first two days of"
                + " 1970, 2,000 times as seconds; milliseconds or 2025-01-05T12:00:00Z leave no"
                + " doubt");
  }

  @Test
  void aRejectedRecordKeepsItsTimeWhereItHasOne() {
    assertThat(((Rejected) parse("{\"cmd\":7,\"ts\":1735689611260}")).ts())
        .isEqualTo(1735689611260L);
  }

  @Test
  void refusesMalformedUtf8AndOverlongLines() {
    assertThat(parser.parse(new byte[] {'{', '"', (byte) 0xff, '"', '}'}))
        .isEqualTo(new Rejected("invalid UTF-8 at byte 2", Rejected.NO_TIME));
    String longLine = "a".repeat(1 << 20);
    assertThat(((Rejected) parse("{\"ts\":1,\"cmd\":\"" + longLine + "\"}")).reason())
        .isEqualTo("field command_line: 1048576 characters; at most 131072 are accepted");
  }

  @Test
  void aDerivedIdIsTheHashOfTheText() {
    String record = "{\"ts\":1,\"cmd\":\"ls\"}";
    String id = String.format("%016x", CommandHash.of(record));
    assertThat(((ParsedRecord.Event) parse(record)).event().eventId()).isEqualTo(id);
    assertThat(((ParsedRecord.Event) parse("\ufeff" + record)).event().eventId()).isEqualTo(id);
  }

  /**
   * A byte order mark sends the record through the parser of text, a plain one through that of
   * bytes.
   */
  @Property(tries = 2000)
  void asciiReadsTheSameAsBytesAndAsText(Any any) {
    int at = any.between(0, 60);
    char c = any.character('\0', '\u007f');
    StringBuilder record =
        new StringBuilder("{\"ts\":12,\"host\":\"h\\n\",\"x\":[1,{}],\"cmd\":\"ls -l \"}");
    record.insert(Math.min(at, record.length()), c);
    assertThat(parse(record.toString())).isEqualTo(parse("\ufeff" + record));
    record.deleteCharAt(Math.min(at, record.length() - 1));
    record.setCharAt(Math.min(at, record.length() - 1), c);
    assertThat(parse(record.toString())).isEqualTo(parse("\ufeff" + record));
  }

  @Test
  void zerosDoNotMakeARecordUtf16() {
    assertThat(parse("{\0\"\0t\0")).isEqualTo(parse("\ufeff{\0\"\0t\0"));
  }

  @Property(tries = 2000)
  void neverThrows(Any any) {
    byte[] anything = any.bytes(255);
    assertThat(parser.parse(anything)).isNotNull();
  }

  private ParsedRecord parse(String record) {
    return parser.parse(record.getBytes(StandardCharsets.UTF_8));
  }
}
