package dev.longtail.job.replay;

import dev.longtail.job.connect.ReplayHeader;
import dev.longtail.job.connect.TopicRecords;
import dev.longtail.udfs.io.InputException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The topic of events, into which replayed letters go. What a killed run has sent is found in the
 * topic itself, behind the place where that run began, and is not sent again.
 */
final class EventsTarget implements AutoCloseable {
  private static final Pattern PLACE =
      Pattern.compile(".*-(\\d{1,9})@\\d+(#\\d+)?", Pattern.DOTALL);

  private final String servers;
  private final String topic;
  private final int partitions;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Set<String> sentBefore = new HashSet<>();
  private final Set<String> seen = new HashSet<>();
  private final Map<Integer, Long> ends;
  private volatile Exception failure;

  private EventsTarget(
      String servers,
      String topic,
      Map<Integer, Long> ends,
      KafkaProducer<byte[], byte[]> producer) {
    this.servers = servers;
    this.topic = topic;
    this.ends = ends;
    this.partitions = ends.size();
    this.producer = producer;
  }

  /**
   * Opens the topic.
   *
   * @throws InputException if the broker does not answer, or there is no such topic
   */
  static EventsTarget open(String servers, String topic, Map<String, String> properties) {
    Map<Integer, Long> ends;
    try (TopicRecords now = TopicRecords.of(servers, topic, properties)) {
      ends = now.end();
    }
    Map<String, Object> settings = new HashMap<>(properties);
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.remove("client.id");
    try {
      return new EventsTarget(
          servers,
          topic,
          ends,
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    } catch (KafkaException e) {
      throw new InputException(
          "topic %s at %s cannot be written: %s".formatted(topic, servers, e.getMessage()), e);
    }
  }

  /** Where sending begins now. */
  ReplayFolder.Sending beginning() {
    return new ReplayFolder.Sending(servers, topic, ends);
  }

  /**
   * Looks for what a killed run has sent.
   *
   * @throws InputException if that was to another topic, or the topic does not hold it any more
   */
  void findSent(ReplayFolder.Sending sending, Map<String, String> properties) {
    if (!sending.topic().equals(topic)) {
      throw new InputException(
          "a run that was killed has sent to the topic %s; go on with the same one"
              .formatted(sending.topic()));
    }
    try (TopicRecords now = TopicRecords.of(servers, topic, properties)) {
      Map<Integer, Long> from = new HashMap<>();
      for (Map.Entry<Integer, Long> begin : now.begin().entrySet()) {
        long began = sending.offsets().getOrDefault(begin.getKey(), 0L);
        if (began < begin.getValue()) {
          throw new InputException(
              ("topic %s no longer holds what a killed run has sent, so it is not known; look into"
                      + " the topic, or name another folder by --out")
                  .formatted(topic));
        }
        from.put(begin.getKey(), began);
      }
      now.read(
          from,
          record -> {
            ReplayHeader header = ReplayHeader.of(record.headers());
            if (header != null) {
              sentBefore.add(header.id());
            }
          });
    }
  }

  /** Sends a record, unless a killed run has sent it; returns whether it does. */
  boolean send(ReplayHeader header, byte[] value) {
    refuseFailed();
    seen.add(header.id());
    if (sentBefore.contains(header.id())) {
      return false;
    }
    OptionalInt partition = partitionOf(header.of().get(0).origin());
    List<Header> headers = List.of(new RecordHeader(ReplayHeader.KEY, header.bytes()));
    var unused =
        producer.send(
            new ProducerRecord<>(
                topic,
                partition.isPresent() ? partition.getAsInt() : null,
                null,
                null,
                value,
                headers),
            (stored, failed) -> {
              if (failed != null) {
                failure = failed;
              }
            });
    return true;
  }

  /** The partition that the record came from; any other would do. */
  private OptionalInt partitionOf(String origin) {
    if (!ReplayHeader.isOf(topic, origin)) {
      return OptionalInt.empty();
    }
    Matcher place = PLACE.matcher(origin);
    int partition = place.matches() ? Integer.parseInt(place.group(1)) : -1;
    return partition >= 0 && partition < partitions
        ? OptionalInt.of(partition)
        : OptionalInt.empty();
  }

  /**
   * Waits until all is stored.
   *
   * @throws InputException if something is not, or if a killed run has sent letters that this run
   *     has not read
   */
  void finish() {
    producer.flush();
    refuseFailed();
    for (String id : sentBefore) {
      if (!seen.contains(id)) {
        throw new InputException(
            "a run that was killed has also sent %s; give the same dead letters again, so that they"
                    .formatted(id)
                + " are not sent twice later");
      }
    }
  }

  private void refuseFailed() {
    if (failure != null) {
      throw new InputException(
          "topic %s at %s does not store events: %s; run the same command again"
              .formatted(topic, servers, failure.getMessage()),
          failure);
    }
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ZERO);
  }
}
