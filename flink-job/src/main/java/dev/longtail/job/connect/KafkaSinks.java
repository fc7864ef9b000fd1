package dev.longtail.job.connect;

import dev.longtail.job.graph.Output;
import dev.longtail.job.graph.OutputRecord;
import dev.longtail.job.graph.SinkFactory;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes each output to the topic of its name, at least once: after a restart a record may come
 * again, with the same id and content. The id is the record's key, so the topics may be compacted.
 *
 * @param bootstrapServers of the cluster
 * @param topicPrefix goes before the output's name
 * @param properties further settings of the Kafka client
 */
public record KafkaSinks(String bootstrapServers, String topicPrefix, Properties properties)
    implements SinkFactory {
  @Override
  public Sink<OutputRecord> sink(Output output) {
    return KafkaSink.<OutputRecord>builder()
        .setBootstrapServers(bootstrapServers)
        .setKafkaProducerConfig(properties)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(new ToTopic(topicPrefix + output.folder()))
        .build();
  }

  /**
   * Leaves a record's timestamp to the broker. Flink's own serializer writes the event time. With
   * the event time, Kafka would delete the results of a replayed January, because they are older
   * than its retention.
   */
  private record ToTopic(String topic) implements KafkaRecordSerializationSchema<OutputRecord> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        OutputRecord record, KafkaSinkContext context, Long eventTime) {
      return new ProducerRecord<>(
          topic,
          record.key().getBytes(StandardCharsets.UTF_8),
          record.json().getBytes(StandardCharsets.UTF_8));
    }
  }
}
