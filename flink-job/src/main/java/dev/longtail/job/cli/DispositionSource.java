package dev.longtail.job.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.connect.TopicRecords;
import dev.longtail.training.review.Dispositions;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where dispositions are: files, or a topic that is read to its present end. */
interface DispositionSource {
  String TOPIC = "kafka:";

  /**
   * Records of a topic that cannot be used. A file with one is refused, but nobody can mend a
   * topic.
   *
   * @param records their number
   * @param first what is wrong with the first of them; empty if there is none
   */
  record Unusable(long records, String first) {
    static final Unusable NONE = new Unusable(0, "");

    Unusable and(String problem) {
      return new Unusable(records + 1, records == 0 ? problem : first);
    }
  }

  /** Reads all of it. */
  Unusable read(Dispositions taker);

  /** The source of a name; empty for a topic without brokers. */
  static Optional<DispositionSource> of(
      String name, String brokers, Map<String, String> properties) {
    if (!name.startsWith(TOPIC)) {
      return Optional.of(taker -> file(Path.of(name), taker));
    }
    String topic = name.substring(TOPIC.length());
    return brokers == null || topic.isEmpty()
        ? Optional.empty()
        : Optional.of(taker -> topic(brokers, topic, properties, taker));
  }

  private static Unusable file(Path file, Dispositions taker) {
    JsonLines.forEach(file, (record, where) -> taker.take(record, where, Instant.EPOCH));
    return Unusable.NONE;
  }

  private static Unusable topic(
      String brokers, String topic, Map<String, String> properties, Dispositions taker) {
    Unusable[] unusable = {Unusable.NONE};
    try (TopicRecords records = TopicRecords.of(brokers, topic, properties)) {
      records.read(
          records.begin(),
          record ->
              problem(record, taker).ifPresent(problem -> unusable[0] = unusable[0].and(problem)));
    }
    return unusable[0];
  }

  /** Takes a record, or says what is wrong with it. One without value withdraws another. */
  private static Optional<String> problem(
      ConsumerRecord<byte[], byte[]> record, Dispositions taker) {
    if (record.value() == null) {
      return Optional.empty();
    }
    String where = "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
    try {
      JsonNode value = Json.MAPPER.readTree(new String(record.value(), StandardCharsets.UTF_8));
      if (!value.isObject()) {
        return Optional.of(where + ": not a JSON object");
      }
      taker.take(value, where, Instant.ofEpochMilli(record.timestamp()));
      return Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.of(where + ": " + Json.problem(e));
    } catch (InputException e) {
      return Optional.of(e.getMessage());
    }
  }
}
