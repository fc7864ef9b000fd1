package dev.longtail.job.look;

import dev.longtail.udfs.io.InputException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks into a topic: the newest records of each partition, without a consumer group and without a
 * trace on the broker.
 */
public final class TopicLook {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(300);

  /** Settings by which a client would be taken for the running job. */
  private static final List<String> WHO =
      List.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "client.id");

  private TopicLook() {}

  /**
   * Reads at most {@code records} records, of each partition as many.
   *
   * @param servers of the cluster
   * @param properties further settings of the Kafka client
   * @throws InputException if the broker or the topic cannot be read
   */
  public static Looked look(
      String servers,
      String topic,
      Map<String, String> properties,
      long records,
      Findings findings) {
    Map<String, Object> settings = new HashMap<>(properties);
    WHO.forEach(settings::remove);
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return read(consumer, topic, records, findings);
    } catch (KafkaException e) {
      throw new InputException(
          "topic %s at %s cannot be read: %s".formatted(topic, servers, e.getMessage()), e);
    }
  }

  private static Looked read(
      KafkaConsumer<byte[], byte[]> consumer, String topic, long records, Findings findings) {
    List<PartitionInfo> known = consumer.partitionsFor(topic, PATIENCE);
    if (known == null || known.isEmpty()) {
      throw new InputException("topic %s: there is no such topic".formatted(topic));
    }
    List<TopicPartition> partitions =
        known.stream().map(each -> new TopicPartition(topic, each.partition())).toList();
    Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions, PATIENCE);
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions, PATIENCE);
    consumer.assign(partitions);
    long share = Math.max(1, records / partitions.size());
    int inPart = 0;
    for (TopicPartition each : partitions) {
      long from = Math.max(begin.get(each), end.get(each) - share);
      inPart += from > begin.get(each) ? 1 : 0;
      consumer.seek(each, from);
    }
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (isBefore(consumer, end)) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end.get(new TopicPartition(topic, record.partition()))) {
          take(record, findings);
        }
        patience = System.nanoTime() + PATIENCE.toNanos();
      }
      if (System.nanoTime() > patience) {
        throw new InputException(
            "topic %s: the broker sent nothing for %d s"
                .formatted(topic, PATIENCE.toSeconds()));
      }
    }
    findings.end();
    return new Looked("topic " + topic, partitions.size(), inPart, -1, 0, List.of(), "");
  }

  private static boolean isBefore(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> end) {
    for (Map.Entry<TopicPartition, Long> each : end.entrySet()) {
      if (consumer.position(each.getKey(), PATIENCE) < each.getValue()) {
        return true;
      }
    }
    return false;
  }

  private static void take(ConsumerRecord<byte[], byte[]> record, Findings findings) {
    String where = "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
    if (record.value() == null) {
      findings.defect("no value", where);
    } else {
      findings.read(record.value(), where);
    }
  }
}
