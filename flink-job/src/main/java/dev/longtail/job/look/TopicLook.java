package dev.longtail.job.look;

import dev.longtail.job.connect.TopicRecords;
import dev.longtail.udfs.io.InputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Looks into a topic: the newest records of each partition. */
public final class TopicLook {
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
    try (TopicRecords content = TopicRecords.of(servers, topic, properties)) {
      Map<Integer, Long> from = new HashMap<>();
      int partitions = content.end().size();
      long share = Math.max(1, records / partitions);
      int inPart = 0;
      for (Map.Entry<Integer, Long> end : content.end().entrySet()) {
        long begin = content.begin().get(end.getKey());
        long newest = Math.max(begin, end.getValue() - share);
        inPart += newest > begin ? 1 : 0;
        from.put(end.getKey(), newest);
      }
      content.read(from, record -> take(record, findings));
      findings.end();
      return new Looked("topic " + topic, partitions, inPart, -1, 0, List.of(), "");
    }
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
