package dev.longtail.job.connect;

import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.io.InputException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Where a consumer group stands in a topic of events: how far an earlier job came, if its state is
 * gone.
 *
 * @param bootstrapServers of the cluster
 * @param topic of the events
 * @param groupId consumer group
 * @param properties further settings of the Kafka client
 */
public record KafkaGroup(
    String bootstrapServers, String topic, String groupId, Properties properties) {
  private static final int PATIENCE_MS = 15_000;

  /** Records before and behind a committed offset whose times are looked at. */
  private static final int LOOKED_AT = 200;

  private static final String[] WHO = {
    ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "client.id"
  };

  /**
   * The committed offsets by partition; none if the group never committed one in this topic.
   *
   * @throws InputException if the broker cannot be asked
   */
  public Map<TopicPartition, Long> committed() {
    try (Admin admin = Admin.create(settings())) {
      Map<TopicPartition, Long> offsets = new HashMap<>();
      admin
          .listConsumerGroupOffsets(groupId)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach(
              (partition, offset) -> {
                if (offset != null && partition.topic().equals(topic)) {
                  offsets.put(partition, offset.offset());
                }
              });
      return offsets;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw unknown(e.getCause());
    } catch (KafkaException e) {
      throw unknown(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown(e);
    }
  }

  /**
   * The earliest time of an event near {@code offsets}; empty if no record is there that is one.
   *
   * @throws InputException if the broker cannot be asked
   */
  public OptionalLong earliestTimeNear(Map<TopicPartition, Long> offsets) {
    NativeEventParser parser = new NativeEventParser();
    long earliest = Long.MAX_VALUE;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      for (Map.Entry<TopicPartition, Long> each : offsets.entrySet()) {
        earliest = Math.min(earliest, earliestIn(consumer, each.getKey(), each.getValue(), parser));
      }
    } catch (KafkaException e) {
      throw unknown(e);
    }
    return earliest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(earliest);
  }

  private static long earliestIn(
      KafkaConsumer<byte[], byte[]> consumer,
      TopicPartition partition,
      long committed,
      NativeEventParser parser) {
    Set<TopicPartition> one = Set.of(partition);
    consumer.assign(one);
    long from = Math.max(committed - LOOKED_AT, consumer.beginningOffsets(one).get(partition));
    long until = Math.min(committed + LOOKED_AT, consumer.endOffsets(one).get(partition));
    consumer.seek(partition, from);
    long earliest = Long.MAX_VALUE;
    long end = System.nanoTime() + Duration.ofMillis(PATIENCE_MS).toNanos();
    while (consumer.position(partition) < until && System.nanoTime() < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
        if (record.offset() < until
            && record.value() != null
            && parser.parse(record.value()) instanceof ParsedRecord.Event parsed) {
          earliest = Math.min(earliest, parsed.event().ts());
        }
      }
    }
    return earliest;
  }

  private Properties settings() {
    Properties settings = new Properties();
    settings.putAll(properties);
    for (String key : WHO) {
      settings.remove(key);
    }
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return settings;
  }

  private InputException unknown(Throwable cause) {
    return new InputException(
        ("source.bootstrap-servers: the offsets of group %s cannot be asked for at %s: %s; they"
                + " decide whether a start without state would lose the open window")
            .formatted(groupId, bootstrapServers, cause.getMessage()),
        cause);
  }
}
