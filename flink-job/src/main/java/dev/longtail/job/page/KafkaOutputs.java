package dev.longtail.job.page;

import dev.longtail.job.graph.Output;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the topics of the outputs, without a consumer group and without a trace on the broker: the
 * counts from the beginning, of the others the newest records of each partition.
 */
final class KafkaOutputs implements OutputReader {
  /** Of anomalies, exemplars and verdicts the page shows the latest only. */
  private static final long NEWEST = 2_000;

  private static final Duration WAIT = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final Duration DISCOVER_EVERY = Duration.ofSeconds(30);

  private final String servers;
  private final Consumer<String, String> consumer;
  private final Map<String, Output> topics = new HashMap<>();
  private Instant discover = Instant.MIN;
  private Instant look = Instant.MIN;
  private Reading reading = Reading.NOTHING;

  /**
   * A reader.
   *
   * @param prefix goes before an output's name
   * @param properties further settings of the client; those of producers alone have no effect
   */
  KafkaOutputs(String servers, String prefix, Map<String, String> properties) {
    this.servers = servers;
    SHOWN.forEach(output -> topics.put(prefix + output.folder(), output));
    Map<String, Object> config = new HashMap<>(properties);
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // The client writes a line into the log at each try.
    config.put(ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG, 2_000L);
    config.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 20_000L);
    consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
  }

  @Override
  public Reading read(Taker taker) {
    try {
      Instant now = Instant.now();
      if (!now.isBefore(discover)) {
        discover();
        discover = now.plus(DISCOVER_EVERY);
      }
      if (consumer.assignment().isEmpty()) {
        discover = now; // The topics may be made at any time.
        pause();
        return Reading.tooEarly("the topics of the results are not there yet");
      }
      for (ConsumerRecord<String, String> record : consumer.poll(WAIT)) {
        if (record.value() != null) { // A tombstone of a compacted topic.
          taker.take(
              topics.get(record.topic()), record.value(), Instant.ofEpochMilli(record.timestamp()));
        }
      }
      if (!now.isBefore(look)) {
        reading = new Reading(unread(), Optional.empty());
        look = now.plus(LOOK_EVERY);
      }
    } catch (TimeoutException e) {
      reading = Reading.failed("the broker at " + servers + " does not answer");
    } catch (KafkaException e) {
      reading = Reading.failed("the results at " + servers + " cannot be read: " + e.getMessage());
      pause();
    }
    return reading;
  }

  private static void pause() {
    try {
      Thread.sleep(WAIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void discover() {
    Set<TopicPartition> partitions = new HashSet<>(consumer.assignment());
    List<TopicPartition> added = new ArrayList<>();
    for (String topic : topics.keySet()) {
      List<PartitionInfo> known = consumer.partitionsFor(topic, PATIENCE);
      for (PartitionInfo each : known == null ? List.<PartitionInfo>of() : known) {
        TopicPartition partition = new TopicPartition(topic, each.partition());
        if (partitions.add(partition)) {
          added.add(partition);
        }
      }
    }
    if (added.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> begin = consumer.beginningOffsets(added, PATIENCE);
    Map<TopicPartition, Long> end = consumer.endOffsets(added, PATIENCE);
    consumer.assign(partitions);
    for (TopicPartition each : added) {
      boolean counts = topics.get(each.topic()) == Output.FUNNEL;
      long newest = Math.max(begin.get(each), end.get(each) - NEWEST);
      consumer.seek(each, counts ? begin.get(each) : newest);
    }
  }

  private long unread() {
    long unread = 0;
    for (Map.Entry<TopicPartition, Long> end :
        consumer.endOffsets(consumer.assignment(), PATIENCE).entrySet()) {
      unread += Math.max(0, end.getValue() - consumer.position(end.getKey(), PATIENCE));
    }
    return unread;
  }

  /** An interrupt ends the reading; closing wants a last word with the broker nevertheless. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    consumer.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
