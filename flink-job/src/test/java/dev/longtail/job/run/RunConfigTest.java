package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.connect.FileSinks;
import dev.longtail.job.connect.KafkaSinks;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.ProviderProfile;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunConfigTest {
  private static final String LEAST =
      """
      source: {bootstrap-servers: "k:9092", topic: events, group-id: g}
      sink: {files: {path: /data}}
      checkpoints: {directory: "file:///checkpoints"}
      """;

  @TempDir Path folder;

  @Test
  void whatIsNotSaidHasItsDefault() throws IOException {
    RunConfig config = read(LEAST);
    TopologyOptions topology = config.topology();
    assertThat(topology)
        .isEqualTo(TopologyOptions.DEFAULT.with(topology.labels().labeler(), false));
    assertThat(topology.labels().labeler().source()).isInstanceOf(LabelerOptions.None.class);
    assertThat(config.checkpoints().interval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.sinks()).isInstanceOf(FileSinks.class);
  }

  @Test
  void theDocumentedFileShowsTheDefaults() {
    RunConfig config = RunConfig.read(Path.of("../flink-conf/longtail.yaml"));
    TopologyOptions topology = config.topology();
    assertThat(topology)
        .isEqualTo(TopologyOptions.DEFAULT.with(topology.labels().labeler(), false));
    assertThat(config.checkpoints().interval()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void everyKeyArrives() throws IOException {
    RunConfig config =
        read(
            """
            source:
              bootstrap-servers: k:9092
              topic: events
              group-id: g
              properties: {security.protocol: SSL}
            earlier-exemplars: {bootstrap-servers: x, topic: exemplars, group-id: h}
            sink:
              kafka: {bootstrap-servers: "o:9092", topic-prefix: lt., properties: {acks: all}}
            job:
              parallelism: 3
              window: PT12H
              out-of-orderness: PT2H
              top-k: 7
              shards: 9
              pool: 100
              unique-limit: 2000
              trees: 11
              extension: 2
              scale: both
              sample-share: 0.08
              sample-count: 4000000
              near-duplicates: published
              threshold: 0.7
            labeler:
              endpoint: http://127.0.0.1:1
              model: m
              profile: OPENAI_REASONING
              concurrency: 2
              deadline: PT9S
              max-calls: 5
              max-tokens: 6
            checkpoints: {interval: PT5S, directory: "file:///c"}
            """);
    assertThat(config.source().properties()).isEqualTo(Map.of("security.protocol", "SSL"));
    assertThat(config.sinks())
        .isInstanceOfSatisfying(
            KafkaSinks.class,
            sinks -> {
              assertThat(sinks.bootstrapServers()).isEqualTo("o:9092");
              assertThat(sinks.topicPrefix()).isEqualTo("lt.");
              assertThat(sinks.properties()).containsEntry("acks", "all");
            });
    assertThat(config.job().parallelism()).isEqualTo(3);
    TopologyOptions topology = config.topology();
    assertThat(topology.events().outOfOrderness()).isEqualTo(Duration.ofHours(2));
    assertThat(topology.ranking().topK()).isEqualTo(7);
    assertThat(topology.ranking().shards()).isEqualTo(9);
    assertThat(topology.events().windows().size()).isEqualTo(Duration.ofHours(12).toMillis());
    assertThat(topology.ranking().limits().pool()).isEqualTo(100);
    assertThat(topology.ranking().limits().unique()).isEqualTo(2000);
    assertThat(topology.ranking().detector().trees()).isEqualTo(11);
    assertThat(topology.ranking().detector().extension()).isEqualTo(2);
    assertThat(topology.ranking().scales()).isEqualTo(Scales.BOTH);
    assertThat(topology.ranking().sample()).isEqualTo(new SampleSize(0.08, 4_000_000));
    assertThat(topology.nearDuplicates().rule()).isEqualTo(new NearDuplicateRule(0.7, false));
    assertThat(config.exemplars()).isNotNull();
    LabelerOptions labeler = topology.labels().labeler();
    assertThat(labeler.source())
        .isInstanceOfSatisfying(
            LabelerOptions.Server.class,
            server -> {
              assertThat(server.model()).isEqualTo("m");
              assertThat(server.profile()).isEqualTo(ProviderProfile.OPENAI_REASONING);
            });
    assertThat(labeler.concurrency()).isEqualTo(2);
    assertThat(labeler.deadline()).isEqualTo(Duration.ofSeconds(9));
    assertThat(labeler.maxCalls()).isEqualTo(5);
    assertThat(labeler.maxTokens()).isEqualTo(6);
    assertThat(config.checkpoints())
        .isEqualTo(new RunConfig.Checkpoints(Duration.ofSeconds(5), "file:///c"));
  }

  @Test
  void namesFileLineAndKeyOfAMistake() {
    refuses(LEAST + "job: {topk: 3}\n", ":4", "topk");
    refuses(LEAST + "job: {top-k: many}\n", ":4", "key job.top-k");
    refuses(LEAST + "job: {top-k: 0}\n", "config.yaml: top 0");
    refuses("source: {topic: x}\n", "key source.bootstrap-servers is missing");
    refuses(LEAST.replace("sink: {files: {path: /data}}", "sink: {}"), "either kafka or files");
    refuses(LEAST.replaceAll("checkpoints.*", ""), "key checkpoints is missing");
    refuses(LEAST + "earlier-exemplars: {topic: x}\n", "key earlier-exemplars.bootstrap-servers");
    refuses("[1, 2\n", ":");
    refuses("", "config.yaml");
  }

  private void refuses(String yaml, String... parts) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("config.yaml")
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  private RunConfig read(String yaml) throws IOException {
    Path file = folder.resolve("config.yaml");
    Files.writeString(file, yaml);
    return RunConfig.read(file);
  }
}
