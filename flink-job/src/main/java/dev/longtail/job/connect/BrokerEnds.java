package dev.longtail.job.connect;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Asks a real cluster. One consumer of its own reads what lies between a position and an end; it is
 * in no group and commits nothing.
 */
final class BrokerEnds implements PartitionEnds {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(100);

  private final String topic;
  private final String group;
  private final Properties properties;
  private final IsolationLevel endsAt;
  private Admin admin;

  /**
   * Asks about {@code topic}.
   *
   * @param properties of the source's Kafka client, with servers
   * @param group whose committed offsets are the positions of partitions not read yet
   * @param endsAt whether records of open transactions count
   */
  BrokerEnds(String topic, String group, Properties properties, IsolationLevel endsAt) {
    this.topic = topic;
    this.group = group;
    this.properties = properties;
    this.endsAt = endsAt;
  }

  /** The settings of a client of these servers. */
  static Properties client(String bootstrapServers, Properties properties) {
    Properties client = new Properties();
    client.putAll(properties);
    client.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return client;
  }

  /** The isolation with which a client of these properties reads. */
  static IsolationLevel isolationOf(Properties properties) {
    String level = properties.getProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "");
    return level.toLowerCase(Locale.ROOT).equals("read_committed")
        ? IsolationLevel.READ_COMMITTED
        : IsolationLevel.READ_UNCOMMITTED;
  }

  @Override
  public Set<TopicPartition> partitions() throws Exception {
    return get(admin().describeTopics(List.of(topic)).topicNameValues().get(topic))
        .partitions()
        .stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .collect(Collectors.toSet());
  }

  @Override
  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) throws Exception {
    return offsets(partitions, OffsetSpec.latest(), endsAt);
  }

  @Override
  public Set<TopicPartition> read(
      Map<TopicPartition, Long> positions, Map<TopicPartition, Long> ends) throws Exception {
    Map<TopicPartition, Long> known = resolved(positions);
    Set<TopicPartition> read = new HashSet<>();
    for (Map.Entry<TopicPartition, Long> position : known.entrySet()) {
      TopicPartition partition = position.getKey();
      long end = ends.get(partition);
      if (position.getValue() >= end || isEmpty(partition, position.getValue(), end)) {
        read.add(partition);
      }
    }
    return read;
  }

  /** Positions as offsets: Flink writes markers for a partition that it has not read from yet. */
  private Map<TopicPartition, Long> resolved(Map<TopicPartition, Long> positions) throws Exception {
    Set<TopicPartition> unknown = new HashSet<>();
    boolean committed = false;
    for (Map.Entry<TopicPartition, Long> position : positions.entrySet()) {
      if (position.getValue() < 0) {
        unknown.add(position.getKey());
        committed |= position.getValue() == KafkaPartitionSplit.COMMITTED_OFFSET;
      }
    }
    if (unknown.isEmpty()) {
      return positions;
    }
    Map<TopicPartition, Long> earliest =
        offsets(unknown, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, OffsetAndMetadata> ofGroup =
        committed
            ? get(admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
            : Map.of();
    Map<TopicPartition, Long> known = new HashMap<>(positions);
    for (TopicPartition partition : unknown) {
      OffsetAndMetadata offset = ofGroup.get(partition);
      boolean atCommitted = positions.get(partition) == KafkaPartitionSplit.COMMITTED_OFFSET;
      known.put(
          partition,
          atCommitted && offset != null ? offset.offset() : earliest.get(partition).longValue());
    }
    return known;
  }

  /** Whether reading from {@code position} to {@code end} gives no record. */
  private boolean isEmpty(TopicPartition partition, long position, long end)
      throws TimeoutException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            consumerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, position);
      while (consumer.position(partition, PATIENCE) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < end) {
            return false;
          }
        }
        if (System.nanoTime() - deadline > 0) {
          throw new TimeoutException(partition + " was not read from " + position + " to " + end);
        }
      }
      return true;
    }
  }

  private Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation)
      throws Exception {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, which));
    Map<TopicPartition, ListOffsetsResultInfo> found =
        get(admin().listOffsets(asked, new ListOffsetsOptions(isolation)).all());
    Map<TopicPartition, Long> offsets = new HashMap<>();
    found.forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  private Admin admin() {
    if (admin == null) {
      Properties own = only(AdminClientConfig.configNames());
      own.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId());
      admin = Admin.create(own);
    }
    return admin;
  }

  private Properties consumerProperties() {
    Properties own = only(ConsumerConfig.configNames());
    own.remove(ConsumerConfig.GROUP_ID_CONFIG);
    own.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    own.remove(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG);
    own.remove(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);
    own.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId());
    own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    return own;
  }

  /** A name of its own, because a JVM registers each client by its name. */
  private String clientId() {
    return group + "-ends-" + Long.toHexString(System.nanoTime());
  }

  private Properties only(Set<String> names) {
    Properties own = new Properties();
    for (String name : properties.stringPropertyNames()) {
      if (names.contains(name)) {
        own.put(name, properties.getProperty(name));
      }
    }
    return own;
  }

  private static <A> A get(KafkaFuture<A> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
