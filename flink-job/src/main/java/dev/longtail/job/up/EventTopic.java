package dev.longtail.job.up;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.RecordLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic that a replay writes to and the job reads. */
final class EventTopic implements Replay.Target, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LINGER_MS = 20;

  /** Room for the longest record and what Kafka adds to it. */
  static final int MAX_RECORD_BYTES = RecordLines.MAX_RECORD_BYTES + (1 << 20);

  private final String servers;
  private final String topic;
  private final int partitions;
  private final KafkaProducer<byte[], byte[]> producer;
  private volatile Exception failure;

  /** A topic that exists. */
  EventTopic(String servers, String topic, int partitions) {
    this.servers = servers;
    this.topic = topic;
    this.partitions = partitions;
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers,
                ProducerConfig.LINGER_MS_CONFIG,
                LINGER_MS,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                MAX_RECORD_BYTES),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** What it holds now. */
  Position position() {
    List<Position.Partition> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(all(), PATIENCE);
      for (TopicPartition partition : all()) {
        long end = ends.get(partition);
        found.add(new Position.Partition(end, end == 0 ? null : last(consumer, partition, end)));
      }
      return new Position(found);
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  private static byte[] last(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long end) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, end - 1);
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < until) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        return record.value();
      }
    }
    return null;
  }

  private List<TopicPartition> all() {
    return IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList();
  }

  @Override
  public void send(int partition, byte[] line) {
    refuseFailed();
    var unused =
        producer.send(
            new ProducerRecord<>(topic, partition, null, line),
            (stored, failed) -> {
              if (failed != null) {
                failure = failed;
              }
            });
  }

  /** Waits until all that was sent is stored. */
  void flush() {
    producer.flush();
    refuseFailed();
  }

  private void refuseFailed() {
    if (failure != null) {
      throw failed(failure);
    }
  }

  /** Whether {@code group} has committed that it has read all there is. */
  boolean isReadBy(String group) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers));
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return consumer.endOffsets(all(), PATIENCE).entrySet().stream()
          .allMatch(end -> offset(committed.get(end.getKey())) >= end.getValue());
    } catch (ExecutionException | TimeoutException e) {
      return false; // The group is not there yet; the next question may be answered.
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  private static long offset(OffsetAndMetadata committed) {
    return committed == null ? 0 : committed.offset();
  }

  private InputException failed(Exception cause) {
    return new InputException(
        "the broker at %s does not store events: %s".formatted(servers, cause.getMessage()), cause);
  }

  /** Leaves what is not stored yet: the next replay finds out that it is missing. */
  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
