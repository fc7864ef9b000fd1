package dev.longtail.job.faults;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Sends events to the partitions of a topic, at a steady rate. */
final class Feed {
  private static final Duration STEP = Duration.ofMillis(20);

  private final Broker broker;
  private final String topic;
  private final int eventsPerSecond;

  Feed(Broker broker, String topic, int eventsPerSecond) {
    this.broker = broker;
    this.topic = topic;
    this.eventsPerSecond = eventsPerSecond;
  }

  /** An event and the partition it goes to. */
  record Event(int partition, byte[] record) {
    static Event of(int partition, String line) {
      return new Event(partition, line.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** {@code lines} alternately to two partitions. */
  static List<Event> alternately(List<String> lines) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      events.add(Event.of(i % 2, lines.get(i)));
    }
    return events;
  }

  /** Sends all events and waits until they are stored. */
  void send(List<Event> events) throws Exception {
    long start = System.nanoTime();
    try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
      List<Future<RecordMetadata>> stored = new ArrayList<>();
      for (Event event : events) {
        long due = start + stored.size() * 1_000_000_000L / eventsPerSecond;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(STEP.toNanos());
        }
        stored.add(producer.send(new ProducerRecord<>(topic, event.partition, null, event.record)));
      }
      for (Future<RecordMetadata> each : stored) {
        each.get();
      }
    }
  }
}
