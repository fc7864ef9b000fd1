package dev.longtail.job.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.graph.MaxAhead;
import dev.longtail.job.graph.SourceRecord;
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

  private static SourceRecord read(long ts, long timestamp, TimestampType type) {
    return read("{\"ts\":%d,\"cmd\":\"ls\"}".formatted(ts).getBytes(UTF_8), timestamp, type);
  }

  private static SourceRecord read(byte[] value, long timestamp, TimestampType type) {
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
            new RecordHeaders(),
            Optional.empty()),
        out);
    assertThat(read).hasSize(1);
    return read.get(0);
  }
}
