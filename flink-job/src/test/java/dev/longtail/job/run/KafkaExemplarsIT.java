package dev.longtail.job.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.connect.KafkaExemplars;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the topic of exemplars counts as read, with a real broker. */
class KafkaExemplarsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String LAST = "watermark " + Long.MAX_VALUE;
  private static final List<String> SEEN = new CopyOnWriteArrayList<>();

  @TempDir static Path folder;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void startBroker() throws Exception {
    kafka = EmbeddedKafka.start(folder);
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  @Test
  void theLastWatermarkComesBehindEverythingThatWasThereAtTheStart() throws Exception {
    kafka.createTopic("many", 3);
    for (int partition = 0; partition < 2; partition++) {
      kafka.send("many", partition, lines(1500));
    }
    JobClient job = start("many", Map.of(), 1);
    await(() -> SEEN.contains(LAST));
    assertThat(SEEN).hasSize(3001).last().isEqualTo(LAST);
    kafka.send("many", 2, lines(1));
    await(() -> SEEN.size() == 3002);
    job.cancel().get();
  }

  @Test
  void anEmptyTopicIsReadAtOnce() throws Exception {
    kafka.createTopic("empty", 2);
    JobClient job = start("empty", Map.of(), 0);
    await(() -> SEEN.contains(LAST));
    kafka.send("empty", 1, lines(1));
    await(() -> SEEN.size() == 2);
    job.cancel().get();
    assertThat(SEEN).containsExactly(LAST, "line 0");
  }

  /** The last offsets belong to markers, or to records that are never delivered. */
  @Test
  void aTopicThatEndsWithMarkersOfTransactionsIsReadToItsEnd() throws Exception {
    kafka.createTopic("marked", 2);
    transaction("marked", 0, 40, true);
    transaction("marked", 0, 7, false);
    transaction("marked", 1, 5, false);
    JobClient job = start("marked", Map.of("isolation.level", "read_committed"), 0);
    await(() -> SEEN.contains(LAST));
    job.cancel().get();
    assertThat(SEEN).hasSize(41).last().isEqualTo(LAST);
  }

  /** Its offsets have gaps, and its first ones are gone; of each id the last record is there. */
  @Test
  void aCompactedTopicIsReadToItsEnd() throws Exception {
    kafka.createTopic(
        "compacted",
        1,
        Map.of("cleanup.policy", "compact", "segment.ms", "100", "min.cleanable.dirty.ratio", "0"));
    Map<String, Object> config =
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int round = 0; round < 5; round++) {
        for (byte[] line : lines(20)) {
          var unused = producer.send(new ProducerRecord<>("compacted", 0, line, line));
        }
        producer.flush();
        Thread.sleep(150); // The next record begins a segment; only ended ones are compacted.
      }
    }
    await(() -> kafka.read("compacted").size() < 60);
    JobClient job = start("compacted", Map.of(), 1);
    await(() -> SEEN.contains(LAST));
    job.cancel().get();
    assertThat(SEEN).last().isEqualTo(LAST);
    assertThat(SEEN.subList(0, SEEN.size() - 1))
        .hasSizeLessThan(60)
        .containsAll(lines(20).stream().map(line -> new String(line, UTF_8)).toList());
  }

  private static void transaction(String topic, int partition, int records, boolean commit) {
    Map<String, Object> config =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            topic + partition + records);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (byte[] line : lines(records)) {
        var unused = producer.send(new ProducerRecord<>(topic, partition, null, line));
      }
      producer.flush();
      if (commit) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }

  private static List<byte[]> lines(int count) {
    List<byte[]> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(("line " + i).getBytes(UTF_8));
    }
    return lines;
  }

  private static JobClient start(String topic, Map<String, String> settings, long millisecondsEach)
      throws Exception {
    Properties properties = new Properties();
    properties.putAll(settings);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    env.fromSource(
            KafkaExemplars.source(kafka.bootstrapServers(), topic, "readers", properties),
            WatermarkStrategy.noWatermarks(),
            "exemplars",
            Types.STRING)
        .transform("slow", Types.STRING, new Slow(millisecondsEach))
        .sinkTo(new DiscardingSink<>());
    return env.executeAsync();
  }

  /** Takes its time for each record, and notes all that comes. */
  private static final class Slow extends AbstractStreamOperator<String>
      implements OneInputStreamOperator<String, String> {
    private static final long serialVersionUID = 1L;
    private final long millisecondsEach;

    Slow(long millisecondsEach) {
      this.millisecondsEach = millisecondsEach;
    }

    @Override
    public void processElement(StreamRecord<String> element) throws Exception {
      Thread.sleep(millisecondsEach);
      SEEN.add(element.getValue());
    }

    @Override
    public void processWatermark(Watermark mark) {
      SEEN.add("watermark " + mark.getTimestamp());
    }
  }

  private static void await(BooleanSupplier met) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!met.getAsBoolean()) {
      assertThat(Instant.now()).as("after " + PATIENCE).isBefore(end);
      Thread.sleep(100);
    }
  }
}
