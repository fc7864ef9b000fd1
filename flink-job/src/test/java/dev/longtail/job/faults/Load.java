package dev.longtail.job.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Events without end, for measurements: lines of generated telemetry, of which every third gets a
 * number that makes it unique. Event time goes on evenly.
 */
final class Load {
  private static final long START = 1_735_689_600_000L; // 2025-01-01
  private static final int IN_FLIGHT = 50_000;

  private final List<byte[]> heads = new ArrayList<>();
  private final long millisADay = Duration.ofDays(1).toMillis();
  private final long eventsADay;

  /** Events of which {@code eventsADay} make a day of event time, made from JSON {@code lines}. */
  Load(List<String> lines, long eventsADay) throws IOException {
    this.eventsADay = eventsADay;
    for (String line : lines) {
      ObjectNode event = (ObjectNode) Json.MAPPER.readTree(line);
      event.remove(List.of("ts", "event_id"));
      JsonNode command = event.remove("command_line");
      event.set("command_line", command); // last, so that a number can follow it
      String json = Json.line(event);
      heads.add(json.substring(0, json.length() - 2).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Event {@code number}. */
  byte[] event(long number) {
    byte[] head = heads.get((int) (number * 7_919 % heads.size()));
    String tail =
        "%s\",\"ts\":%d,\"event_id\":\"e%d\"}"
            .formatted(
                number % 3 == 0 ? " " + number : "",
                START + number * millisADay / eventsADay,
                number);
    byte[] behind = tail.getBytes(StandardCharsets.UTF_8);
    byte[] event = new byte[head.length + behind.length];
    System.arraycopy(head, 0, event, 0, head.length);
    System.arraycopy(behind, 0, event, head.length, behind.length);
    return event;
  }

  /**
   * Sends events alternately to two partitions.
   *
   * @param perSecond how many; 0: as many as the broker takes
   */
  void send(Broker broker, String topic, long from, long to, int perSecond) throws Exception {
    long start = System.nanoTime();
    try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
      List<Future<RecordMetadata>> stored = new ArrayList<>();
      for (long number = from; number < to; number++) {
        if (perSecond > 0) {
          long due = start + (number - from) * 1_000_000_000L / perSecond;
          while (System.nanoTime() < due) {
            LockSupport.parkNanos(2_000_000);
          }
        }
        stored.add(
            producer.send(new ProducerRecord<>(topic, (int) (number % 2), null, event(number))));
        if (stored.size() == IN_FLIGHT) {
          for (Future<RecordMetadata> each : stored) {
            each.get();
          }
          stored.clear();
        }
      }
      for (Future<RecordMetadata> each : stored) {
        each.get();
      }
    }
  }
}
