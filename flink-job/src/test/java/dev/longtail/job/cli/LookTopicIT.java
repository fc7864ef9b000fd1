package dev.longtail.job.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.cli.Console.Outcome;
import dev.longtail.job.run.EmbeddedKafka;
import dev.longtail.udfs.io.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A look into a topic of a real broker. */
class LookTopicIT {
  @TempDir Path folder;

  @Test
  void theNewestRecordsOfEachPartitionAreReadWithoutAGroup() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      kafka.createTopic("events", 2);
      for (int partition = 0; partition < 2; partition++) {
        List<byte[]> records = new ArrayList<>();
        for (int i = partition; i < 100; i += 2) {
          records.add(
              "{\"ts\":%d,\"host\":\"h%d\",\"cmd\":\"id %d\"}"
                  .formatted(1_736_078_400_000L + 1000L * i, i % 3, i)
                  .getBytes(UTF_8));
        }
        kafka.send("events", partition, records);
      }
      kafka.send("events", 0, List.of("no event".getBytes(UTF_8)));
      Path config = folder.resolve("my config.yaml");
      Files.writeString(
          config,
          "source: {bootstrap-servers: \"%s\", topic: events, group-id: seen}%n"
              .formatted(kafka.bootstrapServers()));

      Outcome all = Console.run("look", "--topic", "--config", config.toString());
      assertThat(all.status()).as(all.err()).isZero();
      assertThat(all.out())
          .contains("topic events: 2 partitions, all of it read")
          .contains("records         101")
          .contains("events-0@50: not valid JSON")
          .contains("longtail run --config '%s'".formatted(config));

      Outcome newest =
          Console.run(
              "look",
              "--topic",
              "--json",
              "--records",
              "20",
              "--source-topic",
              "events",
              "--source-bootstrap-servers",
              kafka.bootstrapServers());
      JsonNode json = Json.MAPPER.readTree(newest.out());
      assertThat(json.path("records").asInt()).isEqualTo(20);
      assertThat(json.path("latest").asText()).isEqualTo("2025-01-05T12:01:39Z");
      assertThat(json.path("parts_read_in_part").asInt()).isEqualTo(2);

      Outcome missing =
          Console.run(
              "look",
              "--topic",
              "--source-topic",
              "others",
              "--source-bootstrap-servers",
              kafka.bootstrapServers());
      assertThat(missing.status()).isEqualTo(Longtail.FAILED);
      assertThat(missing.err()).contains("topic others: there is no such topic");

      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        assertThat(admin.listGroups().all().get()).isEmpty();
        assertThat(admin.listTopics().names().get()).doesNotContain("others");
      }
    }
  }
}
