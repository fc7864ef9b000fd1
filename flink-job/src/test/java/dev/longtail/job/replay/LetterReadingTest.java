package dev.longtail.job.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.format.AutoParser;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the present parsers make of letters, one by one. */
class LetterReadingTest {
  private static final String EVENT =
      "{\"ts\":\"2025-01-05T12:00:00Z\",\"host\":\"a\",\"cmd\":\"ls -l\"}";
  private static final String ECS =
      "{\"@timestamp\":\"2025-01-05T12:00:00Z\",\"event\":{\"category\":\"process\",\"type\":"
          + "\"%s\"},\"process\":{\"command_line\":\"id %s\"}}";
  private static final String EXECVE =
      "type=EXECVE msg=audit(1736078400.123:77): argc=2 a0=\"ls\" a1=\"-l\"";
  private static final String SYSCALL =
      "type=SYSCALL msg=audit(1736078400.123:77): arch=c000003e syscall=59 success=%s exit=0"
          + " pid=9 uid=0 exe=\"/bin/ls\"";

  private final List<LetterReading.Revived> revived = new ArrayList<>();
  private final List<String> dead = new ArrayList<>();

  @Test
  void anEventHasTheIdThatTheParserGivesToTheOriginalRecord() {
    read(letter("events-0@5", EVENT));
    CommandEvent event =
        ((ParsedRecord.Event) new AutoParser().parse(EVENT.getBytes(UTF_8))).event();
    assertThat(revived)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.events()).containsExactly(event);
              assertThat(one.takesBack()).isTrue();
              assertThat(one.places()).extracting("origin").containsExactly("events-0@5");
            });
  }

  /** The written event is read as the original was, also times that look like seconds. */
  @Test
  void theWrittenEventIsReadAsTheOriginal() {
    for (String record :
        List.of(
            EVENT,
            "{\"ts\":\"1971-03-01T00:00:00.007Z\",\"cmd\":\"a\\ud83d \\u0000 é\",\"host\":\"\"}",
            ECS.formatted("start", "1"))) {
      revived.clear();
      read(letter("f:1", record));
      CommandEvent event = revived.get(0).events().get(0);
      String line = Json.line(ReplayLines.EventLine.of(event, revived.get(0).places()));
      assertThat(((ParsedRecord.Event) new AutoParser().parse(line.getBytes(UTF_8))).event())
          .isEqualTo(event);
      assertThat(line).contains("\"replay_of\":[{\"origin\":\"f:1\"");
    }
  }

  @Test
  void whatIsNoProcessStartIsSkippedAndNoLongerDead() {
    read(letter("f:1", ECS.formatted("end", "1")));
    assertThat(revived.get(0).events()).isEmpty();
    assertThat(revived.get(0).skips())
        .extracting(ParsedRecord.Skipped::reason)
        .containsExactly(SkipReason.PROCESS_END);
  }

  @Test
  void aLetterWithoutAllItsBytesStaysDead() {
    byte[] bytes = EVENT.getBytes(UTF_8);
    String sha = Sha256.hex(bytes);
    read(new Letter("f:1", "x", "unknown", 70_000, sha, bytes));
    read(new Letter("f:2", "x", "unknown", bytes.length, Sha256.hex(new byte[1]), bytes));
    read(
        new Letter(
            "audit event n|1|2", "x", "2025-01-05", 0, Sha256.hex(new byte[0]), new byte[0]));
    read(
        new Letter(
            "f:4",
            "record of 17000000 bytes; at most 16777216 are read",
            "unknown",
            bytes.length,
            sha,
            bytes));
    read(
        new Letter(
            "f:5",
            "damaged gzip data, the rest of the file is lost: x",
            "unknown",
            bytes.length,
            sha,
            bytes));
    read(
        new Letter(
            "t-0@6", "from the future: 2099 is more than", "unknown", bytes.length, sha, bytes));
    assertThat(revived).isEmpty();
    assertThat(dead)
        .containsExactly(
            "f:1 only the first %d bytes were kept".formatted(bytes.length),
            "f:2 the bytes are not those of the record: their SHA-256 differs",
            "audit event n|1|2 no bytes were kept",
            "f:4 only the first %d bytes were kept".formatted(bytes.length),
            "f:5 only the first %d bytes were kept".formatted(bytes.length),
            "t-0@6 from the future: its host's clock was wrong, so its time is not known");
  }

  @Test
  void whatIsStillNoEventHasThePresentReason() {
    read(letter("f:1", "{\"ts\":1}"));
    read(letter("f:2", "{\"@timestamp\":\"2025"));
    assertThat(dead).hasSize(2);
    assertThat(dead.get(0)).startsWith("f:1 field command_line: missing");
    assertThat(dead.get(1)).startsWith("f:2 not valid JSON");
  }

  @Test
  void allEventsOfOneRecordHaveItsPlace() {
    String several =
        "[%s,%s,%s]"
            .formatted(
                ECS.formatted("start", "1"),
                ECS.formatted("end", "2"),
                ECS.formatted("start", "3"));
    read(letter("t-0@9", several));
    assertThat(revived)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.events())
                  .extracting(CommandEvent::commandLine)
                  .containsExactly("id 1", "id 3");
              assertThat(one.skips()).hasSize(1);
              assertThat(one.places()).hasSize(1);
              assertThat(one.takesBack()).isTrue();
            });
  }

  /** The other events of the record were counted when it was read first. */
  @Test
  void ofAPartOfARecordOnlyThePartIsRead() {
    String several = "[%s,%s]".formatted(ECS.formatted("start", "1"), ECS.formatted("start", "2"));
    read(letter("t-0@9#2", several));
    assertThat(revived.get(0).events())
        .extracting(CommandEvent::commandLine)
        .containsExactly("id 2");
    read(letter("t-0@9#3", several));
    read(letter("t-0@9#1", EVENT));
    assertThat(dead)
        .containsExactly(
            "t-0@9#3 the record has other parts now: which of them this was is not known",
            "t-0@9#1 the record has other parts now: which of them this was is not known");
  }

  @Test
  void aRecordOfWhichAPartIsStillDeadKeepsItsLetterForThePart() {
    String broken = ECS.formatted("start", "2").replace("2025-01-05T12", "some day");
    read(letter("t-0@9", "[%s,%s]".formatted(ECS.formatted("start", "1"), broken)));
    assertThat(revived.get(0).events()).hasSize(1);
    assertThat(revived.get(0).takesBack()).isFalse();
    assertThat(dead).singleElement().satisfies(one -> assertThat(one).startsWith("t-0@9#2 field"));
  }

  @Test
  void anAuditEventIsJoinedFromItsLettersWhateverTheirOrder() {
    for (boolean syscallFirst : new boolean[] {true, false}) {
      revived.clear();
      List<Letter> letters =
          new ArrayList<>(List.of(letter("a:1", SYSCALL.formatted("yes")), letter("a:2", EXECVE)));
      if (!syscallFirst) {
        letters.add(letters.remove(0));
      }
      read(letters.toArray(Letter[]::new));
      assertThat(revived)
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.events())
                    .extracting(CommandEvent::commandLine)
                    .containsExactly("ls -l");
                assertThat(one.places()).hasSize(2);
                assertThat(one.skips()).hasSize(1);
              });
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void aFailedAuditEventIsSkipped() {
    read(letter("a:1", SYSCALL.formatted("no")), letter("a:2", EXECVE));
    assertThat(revived.get(0).events()).isEmpty();
    assertThat(revived.get(0).skips())
        .extracting(ParsedRecord.Skipped::reason)
        .containsExactly(SkipReason.FAILED, SkipReason.PART);
  }

  /** The SYSCALL record was read at the time; without it nobody knows whether the call failed. */
  @Test
  void aPartOfAnAuditEventAloneStaysDead() {
    read(letter("a:2", EXECVE));
    assertThat(revived).isEmpty();
    assertThat(dead)
        .containsExactly(
            "a:2 a part of an audit event; the other parts are not among the dead letters");
  }

  @Test
  void aLetterComesBackFromItsLine() throws Exception {
    Letter letter = letter("t-0@9", "{\u0000é}");
    JsonNode line = Json.MAPPER.readTree(Json.line(ReplayLines.LetterLine.of(letter, "now")));
    Letter back = Letter.of(line);
    assertThat(back.raw()).isEqualTo(letter.raw());
    assertThat(back.key()).isEqualTo(letter.key());
    assertThat(back.window()).isEqualTo("2025-01-05");
    assertThat(line.path("first_reason").asText()).isEqualTo("then");
  }

  private static Letter letter(String origin, String record) {
    byte[] bytes = record.getBytes(UTF_8);
    return new Letter(origin, "then", "2025-01-05", bytes.length, Sha256.hex(bytes), bytes);
  }

  private void read(Letter... letters) {
    LetterReading reading =
        new LetterReading(
            new LetterReading.Sink() {
              @Override
              public void revived(LetterReading.Revived now) {
                revived.add(now);
              }

              @Override
              public void dead(Letter letter, String reason) {
                dead.add(letter.origin() + " " + reason);
              }
            });
    Arrays.asList(letters).forEach(reading::read);
    reading.end();
  }
}
