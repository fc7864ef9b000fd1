package dev.longtail.job.connect;

import dev.longtail.udfs.io.InputException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a topic holds at a moment, read without a consumer group and without a trace on the broker.
 */
public final class TopicRecords implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(300);

  /** Settings by which a client would be taken for the running job. */
  private static final List<String> WHO =
      List.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "client.id");

  private final String topic;
  private final String servers;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<Integer, Long> begin = new HashMap<>();
  private final Map<Integer, Long> end = new HashMap<>();

  private TopicRecords(String servers, String topic, KafkaConsumer<byte[], byte[]> consumer) {
    this.servers = servers;
    this.topic = topic;
    this.consumer = consumer;
  }

  /**
   * Asks for the topic's partitions, and where they begin and end now.
   *
   * @param properties further settings of the Kafka client
   * @throws InputException if the broker does not answer, or there is no such topic
   */
  public static TopicRecords of(String servers, String topic, Map<String, String> properties) {
    Map<String, Object> settings = new HashMap<>(properties);
    WHO.forEach(settings::remove);
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    TopicRecords records;
    try {
      records =
          new TopicRecords(
              servers,
              topic,
              new KafkaConsumer<>(
                  settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    } catch (KafkaException e) {
      throw failed(servers, topic, e);
    }
    try {
      records.ask();
      return records;
    } catch (RuntimeException e) {
      records.close();
      throw e instanceof KafkaException ? failed(servers, topic, e) : e;
    }
  }

  private static InputException failed(String servers, String topic, Exception e) {
    return new InputException(
        "topic %s at %s cannot be read: %s".formatted(topic, servers, e.getMessage()), e);
  }

  private void ask() {
    List<PartitionInfo> known = consumer.partitionsFor(topic, PATIENCE);
    if (known == null || known.isEmpty()) {
      throw new InputException("topic %s: there is no such topic".formatted(topic));
    }
    List<TopicPartition> partitions =
        known.stream().map(each -> new TopicPartition(topic, each.partition())).toList();
    consumer
        .beginningOffsets(partitions, PATIENCE)
        .forEach((partition, offset) -> begin.put(partition.partition(), offset));
    consumer
        .endOffsets(partitions, PATIENCE)
        .forEach((partition, offset) -> end.put(partition.partition(), offset));
  }

  /** The first offset of each partition. */
  public Map<Integer, Long> begin() {
    return Map.copyOf(begin);
  }

  /** The offset behind the last record of each partition. */
  public Map<Integer, Long> end() {
    return Map.copyOf(end);
  }

  /**
   * Reads each partition from an offset up to its end.
   *
   * @param from of each partition; one that is not named is not read
   * @throws InputException if the broker stops answering
   */
  public void read(Map<Integer, Long> from, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    try {
      List<TopicPartition> partitions =
          from.keySet().stream().map(each -> new TopicPartition(topic, each)).toList();
      consumer.assign(partitions);
      partitions.forEach(each -> consumer.seek(each, from.get(each.partition())));
      long patience = System.nanoTime() + PATIENCE.toNanos();
      while (isBeforeEnd(partitions)) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < end.get(record.partition())) {
            taker.accept(record);
          }
          patience = System.nanoTime() + PATIENCE.toNanos();
        }
        if (System.nanoTime() - patience > 0) {
          throw new InputException(
              "topic %s: the broker sent nothing for %d s".formatted(topic, PATIENCE.toSeconds()));
        }
      }
    } catch (KafkaException e) {
      throw failed(servers, topic, e);
    }
  }

  private boolean isBeforeEnd(List<TopicPartition> partitions) {
    for (TopicPartition each : partitions) {
      if (consumer.position(each, PATIENCE) < end.get(each.partition())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
