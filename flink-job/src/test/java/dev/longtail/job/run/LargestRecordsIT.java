package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The largest records that can come, to a real broker with its default limits and from it: each
 * leaves the job in a record that the broker takes, and nothing restarts.
 */
class LargestRecordsIT {
  private static final long DAY = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
  private static final int LONGEST = 128 << 10;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void theLargestRecordsArriveAndNothingRestarts() throws Exception {
    String first = "\u0001".repeat(LONGEST - 20) + " -n 123456";
    String second = "\u0001".repeat(LONGEST - 20) + " -n 654321";
    byte[] junk = "{\"ts\":".concat("\u0002".repeat(900_000)).getBytes(StandardCharsets.UTF_8);
    String facts = "h".repeat(300_000);
    List<byte[]> events = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      events.add(event(DAY + i, "ls -l /tmp/" + i, "h"));
    }
    events.add(event(DAY + 50, first, "h"));
    events.add(event(DAY + 51, second, "h"));
    events.add(event(DAY + 52, "wc -l", facts));
    events.add(junk);
    events.add(event(DAY + Duration.ofDays(2).toMillis(), "true", "h"));
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      kafka.createTopic("command-events", 1);
      for (String output : List.of("anomalies", "exemplars", "near-duplicates", "dead-letters")) {
        kafka.createTopic("longtail-" + output, 1);
      }
      kafka.createTopic("longtail-funnel", 1);
      JobClient job = start(kafka);
      kafka.send("command-events", 0, events);
      await(job, () -> kafka.read("longtail-near-duplicates").size() >= 1);
      await(job, () -> kafka.read("longtail-dead-letters").size() == 1);

      JsonNode letter = Json.MAPPER.readTree(kafka.read("longtail-dead-letters").get(0));
      assertThat(letter.get("raw_bytes").asInt()).isEqualTo(junk.length);
      assertThat(letter.get("raw_sha256").asText()).hasSize(64);
      assertThat(Base64.getDecoder().decode(letter.get("raw_base64").asText()))
          .hasSize(64 << 10)
          .startsWith("{\"ts\":".getBytes(StandardCharsets.UTF_8));

      JsonNode merged =
          named(kafka.read("longtail-near-duplicates"), "command_line", "\u0001".repeat(100));
      assertThat(merged.get("of").asText()).startsWith("\u0001".repeat(60_000)).endsWith("…");
      assertThat(merged.at("/cut/0/characters").asInt()).isEqualTo(first.length());
      List<String> anomalies = kafka.read("longtail-anomalies");
      JsonNode largest = named(anomalies, "command_line", "\u0001");
      assertThat(largest.get("cut")).as("one line of the largest size fits").isNull();
      assertThat(List.of(first, second)).contains(largest.get("command_line").asText());
      assertThat(named(anomalies, "command_line", "wc -l").at("/source/host").asText())
          .hasSize(1_024)
          .endsWith("…");
      assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
      job.cancel().get();
    }
  }

  private static JsonNode named(List<String> lines, String field, String beginning)
      throws IOException {
    for (String line : lines) {
      JsonNode record = Json.MAPPER.readTree(line);
      if (record.get(field).asText().startsWith(beginning)) {
        return record;
      }
    }
    throw new AssertionError("none of " + lines.size() + " records");
  }

  private static byte[] event(long ts, String commandLine, String host) {
    return Json.line(Map.of("ts", ts, "command_line", commandLine, "host", host))
        .getBytes(StandardCharsets.UTF_8);
  }

  private JobClient start(EmbeddedKafka kafka) throws Exception {
    Path model = SmallModel.writeTo(folder.resolve("model"));
    String config =
        """
        source: {bootstrap-servers: "%1$s", topic: command-events, group-id: longtail}
        sink: {kafka: {bootstrap-servers: "%1$s"}}
        job: {parallelism: 1, embedding-model: "%2$s", shards: 1}
        checkpoints: {interval: PT1S, directory: "%3$s"}
        """
            .formatted(kafka.bootstrapServers(), model, folder.resolve("checkpoints").toUri());
    LongtailOptions options =
        LongtailOptions.read(config, "longtail.yaml", Map.of(), List.of("top-k=60"));
    return new StreamingJob(options, TestFlink.streaming(options.parallelism()), said -> {})
        .start();
  }

  private static void await(JobClient job, Supplier<Boolean> reached) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!reached.get()) {
      assertThat(job.getJobStatus().get()).isNotEqualTo(JobStatus.FAILED);
      assertThat(Instant.now()).as("after " + PATIENCE).isBefore(end);
      Thread.sleep(200);
    }
  }
}
