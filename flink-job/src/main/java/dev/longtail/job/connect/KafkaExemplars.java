package dev.longtail.job.connect;

import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the topic of exemplars from its beginning, as lines. The source sends no watermark until it
 * has read what the topic held at the start, and then the last one; it goes on reading.
 */
public final class KafkaExemplars implements KafkaRecordDeserializationSchema<String> {
  private static final long serialVersionUID = 1L;

  private KafkaExemplars() {}

  /**
   * A source of all exemplars of this job and of earlier ones; for one subtask.
   *
   * @param bootstrapServers of the cluster
   * @param topic of the exemplars; it must exist
   * @param groupId consumer group; its offsets are for monitoring
   * @param properties further settings of the Kafka client
   */
  public static Source<String, KafkaPartitionSplit, KafkaSourceEnumState> source(
      String bootstrapServers, String topic, String groupId, Properties properties) {
    KafkaSource<String> kafka =
        KafkaSource.<String>builder()
            .setBootstrapServers(bootstrapServers)
            .setTopics(topic)
            .setGroupId(groupId)
            .setProperties(properties)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setDeserializer(new KafkaExemplars())
            .build();
    Properties client = BrokerEnds.client(bootstrapServers, properties);
    return new WatchedSource<>(
        kafka,
        (errands, positions, metrics) ->
            new ReadToTheEnd<>(
                errands,
                positions,
                new BrokerEnds(topic, groupId, client, BrokerEnds.isolationOf(client))));
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<String> out) {
    if (message.value() != null) {
      out.collect(new String(message.value(), StandardCharsets.UTF_8));
    }
  }

  @Override
  public TypeInformation<String> getProducedType() {
    return Types.STRING;
  }
}
