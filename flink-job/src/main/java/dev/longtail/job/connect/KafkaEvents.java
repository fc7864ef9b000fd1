package dev.longtail.job.connect;

import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.job.graph.JobMappers;
import dev.longtail.job.graph.LetterPlace;
import dev.longtail.job.graph.MaxAhead;
import dev.longtail.job.graph.SourceRecord;
import dev.longtail.udfs.event.EventParser;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.format.AutoParser;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.record.TimestampType;

/**
 * Reads events from a Kafka topic. A record that is no event, and an event too far ahead of the
 * clock, becomes a dead letter.
 *
 * <p>The clock is the time at which the broker appended the record, if the topic keeps it ({@code
 * message.timestamp.type=LogAppendTime}): a record read again is then judged as before. Else it is
 * the time of reading.
 */
public final class KafkaEvents implements KafkaRecordDeserializationSchema<SourceRecord> {
  private static final long serialVersionUID = 1L;

  private final MaxAhead maxAhead;
  private final Clock clock;
  private transient EventParser parser;

  /**
   * Reads with a clock.
   *
   * @param clock of topics that keep no append time; serializable
   */
  KafkaEvents(MaxAhead maxAhead, Clock clock) {
    this.maxAhead = maxAhead;
    this.clock = clock;
  }

  /**
   * A source of events. A job that goes on from state begins at the offsets in it.
   *
   * @param bootstrapServers of the cluster
   * @param topic of the events
   * @param groupId consumer group; its offsets are for monitoring, a restart uses the checkpoint
   * @param properties further settings of the Kafka client
   * @param start where a job without state begins
   * @param maxAhead decides which events are from the future
   * @param idleAfter a partition silent for so long, with nothing unread, does not hold the
   *     watermark; empty: every partition does
   */
  public static Source<SourceRecord, KafkaPartitionSplit, KafkaSourceEnumState> source(
      String bootstrapServers,
      String topic,
      String groupId,
      Properties properties,
      OffsetsInitializer start,
      MaxAhead maxAhead,
      Optional<Duration> idleAfter) {
    KafkaSource<SourceRecord> kafka =
        KafkaSource.<SourceRecord>builder()
            .setBootstrapServers(bootstrapServers)
            .setTopics(topic)
            .setGroupId(groupId)
            .setProperties(properties)
            .setStartingOffsets(start)
            .setDeserializer(new KafkaEvents(maxAhead, Clock.systemUTC()))
            .build();
    Properties client = BrokerEnds.client(bootstrapServers, properties);
    Duration after = idleAfter.orElse(null);
    return new WatchedSource<>(
        kafka,
        (errands, positions, metrics) -> {
          // An open transaction holds records that are still to come.
          PartitionEnds ends =
              new BrokerEnds(topic, groupId, client, IsolationLevel.READ_UNCOMMITTED);
          var watch =
              new IdlePartitions<>(
                  errands, positions, ends, after, System::nanoTime, SourceRecord::timestamp);
          SlowestGauges.register(metrics, watch::slowest);
          return watch;
        });
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    parser = new AutoParser();
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<SourceRecord> out) {
    // A text made for every event would cost more than looking for the command in the window.
    Supplier<String> origin =
        () -> message.topic() + "-" + message.partition() + "@" + message.offset();
    ReplayHeader replay = ReplayHeader.of(message.headers());
    List<LetterPlace> letters = replay == null ? List.of() : replay.ofTopic(message.topic());
    if (message.value() == null && replay != null && replay.skip().isPresent()) {
      byte[] none = new byte[0];
      SourceRecord skip = replay.skip().get();
      out.collect(maxAhead.check(skip, readAt(message), origin, none).replaying(letters));
      return;
    }
    if (message.value() == null) {
      out.collect(SourceRecord.unusable(origin.get(), "no value", Rejected.NO_TIME, new byte[0]));
      return;
    }
    long readAt = readAt(message);
    SourceRecord.parse(
        parser,
        message.value(),
        origin,
        read ->
            out.collect(maxAhead.check(read, readAt, origin, message.value()).replaying(letters)));
  }

  private long readAt(ConsumerRecord<byte[], byte[]> message) {
    return message.timestampType() == TimestampType.LOG_APPEND_TIME
        ? message.timestamp()
        : clock.millis();
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return MappedTypeInfo.of(JobMappers.SOURCE_RECORD);
  }
}
