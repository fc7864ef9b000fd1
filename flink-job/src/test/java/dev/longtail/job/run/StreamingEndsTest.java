package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.connect.FileSinks;
import dev.longtail.job.connect.KafkaSinks;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sources and sinks that options name. */
class StreamingEndsTest {
  private static final String LEAST =
      """
      source: {bootstrap-servers: "k:9092", topic: events, group-id: g}
      checkpoints: {directory: "file:///checkpoints"}
      """;

  private static final String TO_FILES = LEAST + "sink: {files: {path: /data}}\n";

  @TempDir Path folder;

  @Test
  void withoutEarlierExemplarsThereIsNoSourceOfThem() {
    StreamingEnds ends = ends(TO_FILES);
    assertThat(ends.events().getBoundedness()).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
    assertThat(ends.earlierExemplars()).isNull();
    assertThat(ends.sinks()).isInstanceOf(FileSinks.class);
  }

  @Test
  void aTopicIsReadAsItGrowsAndTheSinksPropertiesArrive() {
    StreamingEnds ends =
        ends(
            LEAST
                + """
                sink: {kafka: {bootstrap-servers: "o:9092", topic-prefix: lt., properties: {acks: all}}}
                earlier-exemplars: {bootstrap-servers: "x:9092", topic: exemplars, group-id: h}
                """);
    assertThat(ends.earlierExemplars().getBoundedness())
        .isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
    assertThat(ends.sinks())
        .isInstanceOfSatisfying(
            KafkaSinks.class,
            sinks -> {
              assertThat(sinks.bootstrapServers()).isEqualTo("o:9092");
              assertThat(sinks.topicPrefix()).isEqualTo("lt.");
              assertThat(sinks.properties()).containsEntry("acks", "all");
            });
  }

  @Test
  void filesAreReadOnceAndRefusedIfTheyHoldNoExemplars() throws IOException {
    Path exemplars = Files.createDirectories(folder.resolve("result/exemplars"));
    Path file = exemplars.resolve("a.jsonl");
    Files.writeString(
        file,
        "{\"window\":\"2025-01-05\",\"scale\":\"full\",\"command_line\":\"ls\",\"cmd\":\"ls\"}\n");
    String files = TO_FILES + "earlier-exemplars: {files: " + folder.resolve("result") + "}\n";
    assertThat(ends(files).earlierExemplars().getBoundedness()).isEqualTo(Boundedness.BOUNDED);
    Files.writeString(file, "{\"window\":\"yesterday\"}\n");
    assertThatThrownBy(() -> ends(files))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a.jsonl");
  }

  private static StreamingEnds ends(String yaml) {
    return StreamingEnds.of(
        LongtailOptions.read(yaml, "f.yaml", Map.of(), List.of()), OffsetsInitializer.earliest());
  }
}
