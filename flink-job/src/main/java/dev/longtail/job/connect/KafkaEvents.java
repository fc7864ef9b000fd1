package dev.longtail.job.connect;

import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.job.graph.JobMappers;
import dev.longtail.job.graph.SourceRecord;
import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import java.util.Properties;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads events from a Kafka topic; a record that is no event becomes a dead letter. */
public final class KafkaEvents implements KafkaRecordDeserializationSchema<SourceRecord> {
  private static final long serialVersionUID = 1L;

  private transient NativeEventParser parser;

  private KafkaEvents() {}

  /**
   * A source of events. A job that goes on from state begins at the offsets in it.
   *
   * @param bootstrapServers of the cluster
   * @param topic of the events
   * @param groupId consumer group; its offsets are for monitoring, a restart uses the checkpoint
   * @param properties further settings of the Kafka client
   * @param start where a job without state begins
   */
  public static KafkaSource<SourceRecord> source(
      String bootstrapServers,
      String topic,
      String groupId,
      Properties properties,
      OffsetsInitializer start) {
    return KafkaSource.<SourceRecord>builder()
        .setBootstrapServers(bootstrapServers)
        .setTopics(topic)
        .setGroupId(groupId)
        .setProperties(properties)
        .setStartingOffsets(start)
        .setDeserializer(new KafkaEvents())
        .build();
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    parser = new NativeEventParser();
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<SourceRecord> out) {
    String origin = message.topic() + "-" + message.partition() + "@" + message.offset();
    out.collect(
        message.value() == null
            ? SourceRecord.unusable(origin, "no value", Rejected.NO_TIME, new byte[0])
            : SourceRecord.parse(parser, message.value(), origin));
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return MappedTypeInfo.of(JobMappers.SOURCE_RECORD);
  }
}
