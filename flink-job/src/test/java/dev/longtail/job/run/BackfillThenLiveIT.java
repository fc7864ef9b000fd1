package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.TimeRange;
import dev.longtail.job.graph.Output;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code docs/operations/from-backfill-to-live.md} says: a backfill of two days, then a stream
 * that begins with the third, give what one backfill over all four gives: no exemplar and no
 * verdict more, each once.
 */
class BackfillThenLiveIT {
  private static final int DAYS = 4;
  private static final int MINED = 2;
  private static final String NEXT = "2025-01-03";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  @TempDir Path folder;
  private GeneratedData data;

  @Test
  void theStreamGoesOnWhereTheBackfillEnds() throws Exception {
    SmallModel.writeTo(folder.resolve("model"));
    data = GeneratedDays.generate(folder.resolve("data"), DAYS, 600);
    Path whole = folder.resolve("whole");
    Path mined = folder.resolve("mined");
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      backfill(kafka, whole, DAYS);
      backfill(kafka, mined, MINED);

      kafka.createTopic("command-events", 1);
      for (Output output : Output.values()) {
        kafka.createTopic("longtail-" + output.folder(), 1);
      }
      // The topic still holds the last mined day.
      send(kafka, "command-events", events("2025-01-02T"), false);
      send(
          kafka, "longtail-exemplars", GeneratedDays.sortedLines(mined.resolve("exemplars")), true);
      int known = kafka.read("longtail-exemplars").size();
      Map<Output, List<String>> expected = new TreeMap<>();
      for (Output output : ComparedOutputs.ALL) {
        List<String> lines = GeneratedDays.sortedLines(whole.resolve(output.folder()));
        List<String> before = GeneratedDays.sortedLines(mined.resolve(output.folder()));
        assertThat(lines).as(output.folder()).containsAll(before);
        lines.removeAll(before);
        expected.put(output, lines);
      }
      try (LocalLabelServer labels = LocalLabelServer.start(0)) {
        JobClient job =
            new StreamingJob(
                    options(kafka, labels, List.of("from=" + NEXT)),
                    TestFlink.streaming(OptionalInt.of(2)),
                    said -> {})
                .start();
        send(kafka, "command-events", events("2025-01-0[34]T"), false);
        send(
            kafka,
            "command-events",
            List.of("{\"ts\":\"2025-01-06T00:00:00Z\",\"cmd\":\"true\"}"),
            false);
        await(
            () ->
                kafka.read("longtail-verdicts").size() == expected.get(Output.VERDICTS).size()
                    && kafka.read("longtail-exemplars").size()
                        == known + expected.get(Output.EXEMPLARS).size());
        job.cancel().get();
      }
      expected.forEach(
          (output, lines) ->
              assertThat(
                      kafka.read("longtail-" + output.folder()).stream()
                          .skip(output == Output.EXEMPLARS ? known : 0)
                          .sorted()
                          .toList())
                  .as(output.folder())
                  .isEqualTo(lines));
    }
  }

  /** Mines the first days. */
  private void backfill(EmbeddedKafka kafka, Path out, int days) throws IOException {
    try (LocalLabelServer labels = LocalLabelServer.start(0)) {
      LongtailOptions options = options(kafka, labels, List.of());
      TimeRange range = GeneratedDays.january(days);
      new Backfill(data.telemetry(), out, options.topology().with(range), 2, line -> {}).run();
    }
  }

  private LongtailOptions options(
      EmbeddedKafka kafka, LocalLabelServer labels, List<String> arguments) {
    String config =
        """
        source: {bootstrap-servers: "%1$s", topic: command-events, group-id: longtail}
        earlier-exemplars: {bootstrap-servers: "%1$s", topic: longtail-exemplars, group-id: known}
        sink: {kafka: {bootstrap-servers: "%1$s"}}
        job: {parallelism: 2, scale: both, embedding-model: "%2$s", top-k: 20}
        labeler: {endpoint: "%3$s", model: %4$s}
        checkpoints: {interval: PT1S, directory: "%5$s"}
        """
            .formatted(
                kafka.bootstrapServers(),
                folder.resolve("model"),
                labels.url(),
                LocalLabelServer.MODEL,
                folder.resolve("checkpoints").toUri());
    return LongtailOptions.read(config, "longtail.yaml", Map.of(), arguments);
  }

  /** The events whose time begins with {@code times}, in order. */
  private List<String> events(String times) throws IOException {
    List<String> events = new ArrayList<>();
    for (String line : GeneratedDays.lines(data.telemetry())) {
      String ts = Instant.ofEpochMilli(Json.MAPPER.readTree(line).path("ts").asLong()).toString();
      if (ts.matches(times + ".*")) {
        events.add(line);
      }
    }
    assertThat(events).isNotEmpty();
    return events;
  }

  private static void send(EmbeddedKafka kafka, String topic, List<String> lines, boolean keys)
      throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      List<Future<RecordMetadata>> stored = new ArrayList<>();
      for (String line : lines) {
        byte[] key =
            keys
                ? Json.MAPPER.readTree(line).path("id").asText().getBytes(StandardCharsets.UTF_8)
                : null;
        stored.add(
            producer.send(
                new ProducerRecord<>(topic, 0, key, line.getBytes(StandardCharsets.UTF_8))));
      }
      for (Future<RecordMetadata> each : stored) {
        each.get();
      }
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        return; // The comparison says what is missing.
      }
      Thread.sleep(300);
    }
  }
}
