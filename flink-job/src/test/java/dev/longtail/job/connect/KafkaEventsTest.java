package dev.longtail.job.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.graph.LetterPlace;
import dev.longtail.job.graph.MaxAhead;
import dev.longtail.job.graph.SourceRecord;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.format.AutoParser;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class KafkaEventsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final long TWO_HOURS_AHEAD = NOW.plusSeconds(7200).toEpochMilli();

  @Test
  void theTimeOfReadingIsTheClockIfTheProducerSetTheRecordsTime() {
    SourceRecord read = read(TWO_HOURS_AHEAD, TWO_HOURS_AHEAD, TimestampType.CREATE_TIME);
    assertThat(read.event()).isNull();
    assertThat(read.deadLetter().origin()).isEqualTo("events-3@17");
    assertThat(read.deadLetter().reason()).startsWith("from the future").endsWith(NOW.toString());
  }

  /** Read again after a crash, the record is judged by the same clock. */
  @Test
  void theTimeOfAppendingIsTheClockIfTheTopicKeepsIt() {
    long appended = NOW.minusSeconds(86_400).toEpochMilli();
    assertThat(read(NOW.toEpochMilli(), appended, TimestampType.LOG_APPEND_TIME).event()).isNull();
    assertThat(read(TWO_HOURS_AHEAD, TWO_HOURS_AHEAD - 1000, TimestampType.LOG_APPEND_TIME).event())
        .isNotNull();
  }

  @Test
  void aRecordWithoutAValueIsADeadLetter() {
    assertThat(read(null, 0, TimestampType.CREATE_TIME).deadLetter().reason())
        .isEqualTo("no value");
  }

  /** Else two dead letters of one record would be one in the funnel. */
  @Test
  void ofARecordOfSeveralEventsEachDeadLetterHasAPlaceOfItsOwn() {
    String bad =
        "{\"@timestamp\":\"some day\",\"event\":{\"category\":\"process\",\"type\":\"start\"},"
            + "\"process\":{\"command_line\":\"id\"}}";
    String good = bad.replace("some day", "2025-01-05T12:00:00Z");
    List<String> origins = new ArrayList<>();
    SourceRecord.parse(
        new AutoParser(),
        "[%s,%s,%s]".formatted(bad, good, bad).getBytes(UTF_8),
        () -> "events-3@17",
        read -> origins.add(read.event() == null ? read.deadLetter().origin() : "event"));
    assertThat(origins).containsExactly("events-3@17#1", "event", "events-3@17#3");
  }

  @Test
  void aReplayedRecordSaysWhichDeadLettersOfItsTopicItWas() {
    LetterPlace own = new LetterPlace("events-0@5", "2025-01-01");
    LetterPlace part = new LetterPlace("events-0@6#2", "unknown");
    List<LetterPlace> all =
        List.of(
            own,
            new LetterPlace("others-0@5", "2025-01-01"),
            new LetterPlace("events.jsonl:2", "2025-01-01"),
            new LetterPlace("events-x-0@5", "2025-01-01"),
            part);
    byte[] event = "{\"ts\":1772366400000,\"cmd\":\"ls\"}".getBytes(UTF_8);
    SourceRecord read = read(event, new ReplayHeader("1", all, true, null, null).bytes());
    assertThat(read.event().commandLine()).isEqualTo("ls");
    assertThat(read.replayOf()).containsExactly(own, part);
    assertThat(read(event, new ReplayHeader("1", all, false, null, null).bytes()).replayOf())
        .isEmpty();
  }

  @Test
  void aReplayedRecordThatIsNoProcessStartHasNoValue() {
    List<LetterPlace> own = List.of(new LetterPlace("events-0@5", "2025-01-01"));
    SourceRecord read = read(null, new ReplayHeader("1", own, true, SkipReason.FAILED, 7L).bytes());
    assertThat(read.skipped()).isEqualTo(new SourceRecord.Skipped(SkipReason.FAILED, 7));
    assertThat(read.replayOf()).isEqualTo(own);
  }

  @Test
  void aHeaderThatCannotBeReadChangesNothing() {
    for (String header :
        List.of("", "no json", "{}", "null", "[]", "{\"id\":\"1\",\"of\":[null]}", "{\"of\":1}")) {
      byte[] event = "{\"ts\":1772366400000,\"cmd\":\"ls\"}".getBytes(UTF_8);
      assertThat(read(event, header.getBytes(UTF_8)).replayOf()).as(header).isEmpty();
      assertThat(read(null, header.getBytes(UTF_8)).deadLetter().reason()).isEqualTo("no value");
    }
  }

  /** What is refused again is counted once: its old letter is taken out. */
  @Test
  void aReplayedEventFromTheFutureIsADeadLetterInPlaceOfTheOldOne() {
    List<LetterPlace> own = List.of(new LetterPlace("events-0@5", "unknown"));
    byte[] event = "{\"ts\":%d,\"cmd\":\"ls\"}".formatted(TWO_HOURS_AHEAD).getBytes(UTF_8);
    SourceRecord read = read(event, new ReplayHeader("1", own, true, null, null).bytes());
    assertThat(read.deadLetter().reason()).startsWith("from the future");
    assertThat(read.replayOf()).isEqualTo(own);
  }

  private static SourceRecord read(byte[] value, byte[] header) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(ReplayHeader.KEY, header);
    return read(value, 0, TimestampType.CREATE_TIME, headers);
  }

  private static SourceRecord read(long ts, long timestamp, TimestampType type) {
    return read("{\"ts\":%d,\"cmd\":\"ls\"}".formatted(ts).getBytes(UTF_8), timestamp, type);
  }

  private static SourceRecord read(byte[] value, long timestamp, TimestampType type) {
    return read(value, timestamp, type, new RecordHeaders());
  }

  private static SourceRecord read(
      byte[] value, long timestamp, TimestampType type, RecordHeaders headers) {
    KafkaEvents events =
        new KafkaEvents(new MaxAhead(Duration.ofHours(1)), Clock.fixed(NOW, ZoneOffset.UTC));
    events.open(null);
    List<SourceRecord> read = new ArrayList<>();
    Collector<SourceRecord> out =
        new Collector<>() {
          @Override
          public void collect(SourceRecord record) {
            read.add(record);
          }

          @Override
          public void close() {}
        };
    events.deserialize(
        new ConsumerRecord<>(
            "events",
            3,
            17,
            timestamp,
            type,
            0,
            value == null ? 0 : value.length,
            null,
            value,
            headers,
            Optional.empty()),
        out);
    assertThat(read).hasSize(1);
    return read.get(0);
  }
}
