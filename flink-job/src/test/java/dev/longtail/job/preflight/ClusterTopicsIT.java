package dev.longtail.job.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.run.EmbeddedKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the topics that are created keep, with a real broker. */
class ClusterTopicsIT {
  @TempDir Path folder;

  @Test
  void exemplarsAreKeptForEverAndTheRestAsTheBrokerDoes() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      LongtailOptions options =
          LongtailOptions.read(
              """
              source: {bootstrap-servers: "%1$s", topic: events, group-id: g}
              earlier-exemplars: {bootstrap-servers: "%1$s", topic: of-others, group-id: known}
              sink: {kafka: {bootstrap-servers: "%1$s", topic-prefix: mined-}}
              checkpoints: {directory: "%2$s"}
              """
                  .formatted(kafka.bootstrapServers(), folder.toUri()),
              "longtail.yaml",
              Map.of(),
              List.of());
      for (NeededTopic topic : NeededTopic.of(options)) {
        try (ClusterTopics topics = ClusterTopics.of(topic.cluster())) {
          topics.create(topic, 1, Optional.empty());
        }
      }
      assertThat(kafka.ownConfig("mined-exemplars")).isEqualTo(Map.of("cleanup.policy", "compact"));
      assertThat(kafka.ownConfig("of-others"))
          .isEqualTo(
              Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1"));
      assertThat(kafka.ownConfig("mined-anomalies")).isEmpty();
      assertThat(kafka.ownConfig("events")).isEmpty();
    }
  }
}
