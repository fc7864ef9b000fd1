package dev.longtail.udfs.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import dev.longtail.udfs.text.CommandHash;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                    "e1", 1735689611260L, "h", "u", "linux", "p", "/bin/ls", "ls -l ä")));
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
          {"ts":1,"cmd":"ls","host":7}        | field host: not a text but a number
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
