package dev.longtail.job.graph;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.window.Scale;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.flink.SharedEmbedder;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A line's template is computed once where the line is embedded and once more where an exemplar
 * counts for the cap on its cluster, and no text is embedded twice: counted by Java Flight Recorder
 * over a whole job of both scales that knows earlier exemplars.
 */
class ComputedOnceIT {
  private static final int TOP_K = 20;
  private static final List<String> EARLIER =
      Stream.of("vgcreate data /dev/sdb", "eject -t")
          .map(line -> Json.line(Map.of("window", "2024-12-31", "scale", "full", "cmd", line)))
          .toList();

  @TempDir Path folder;

  @Test
  void templatesAndVectorsAreComputedOnce() throws Exception {
    CollectedOutputs outputs = new CollectedOutputs();
    Path file = folder.resolve("job.jfr");
    // Whoever generates lines asks for templates, too: that is done before.
    GeneratedData data = GeneratedDays.generate(folder.resolve("data"), 1, 400);
    try (Recording recording = new Recording()) {
      recording.enable("longtail.Template");
      recording.enable("longtail.Embedding");
      recording.start();
      run(outputs, data);
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    Map<Long, Long> embedded =
        events.stream()
            .filter(event -> event.getEventType().getName().equals("longtail.Embedding"))
            .collect(groupingBy(event -> event.getLong("text"), counting()));
    assertThat(embedded).isNotEmpty();
    assertThat(embedded.values()).containsOnly(1L);

    long sampled = count(outputs, Scale.REDUCED, "UNIQUE");
    long anomaliesOfTheFullScale =
        outputs.lines(Output.ANOMALIES).stream()
            .filter(line -> line.contains("\"scale\":\"full\""))
            .count();
    assertThat(sampled).isGreaterThan(100);
    assertThat(anomaliesOfTheFullScale).isEqualTo(TOP_K);
    long templates =
        events.stream()
            .filter(event -> event.getEventType().getName().equals("longtail.Template"))
            .count();
    assertThat(templates)
        .as("for lines of the sample, anomalies of the full scale, earlier and new exemplars")
        .isEqualTo(
            sampled
                + anomaliesOfTheFullScale
                + EARLIER.size()
                + outputs.lines(Output.EXEMPLARS).size());
  }

  private static long count(CollectedOutputs outputs, Scale scale, String stage)
      throws IOException {
    long sum = 0;
    for (String line : outputs.lines(Output.FUNNEL)) {
      var count = Json.MAPPER.readTree(line);
      if (count.get("scale").asText().equals(scale.label())
          && count.get("stage").asText().equals(stage)) {
        sum += count.get("count").asLong();
      }
    }
    return sum;
  }

  private static void run(CollectedOutputs outputs, GeneratedData data) throws Exception {
    ArrayList<String> lines = new ArrayList<>(GeneratedDays.lines(data.telemetry()));
    ArrayList<String> earlier = new ArrayList<>(EARLIER);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2);
    new LongtailTopology(
            new DataGeneratorSource<>(
                index -> event(lines.get(index.intValue())),
                lines.size(),
                MappedTypeInfo.of(JobMappers.SOURCE_RECORD)),
            new DataGeneratorSource<>(
                index -> earlier.get(index.intValue()), earlier.size(), Types.STRING),
            outputs,
            options(data.truth()),
            RuntimeExecutionMode.BATCH)
        .build(env);
    // As a backfill does: its stages run one after another and share one memory of vectors.
    try (SharedEmbedder.Lease lease = SharedEmbedder.lease(EmbeddingModel.MINILM)) {
      env.execute();
      assertThat(lease.counts().computed()).isPositive();
    }
  }

  private static TopologyOptions options(Path truth) {
    TopologyOptions defaults = TopologyOptions.DEFAULT;
    TopologyOptions.Ranking ranking = defaults.ranking();
    return defaults
        .with(
            new TopologyOptions.Ranking(
                Scales.BOTH, 2, TOP_K, ranking.detector(), ranking.limits(), ranking.sample()))
        .with(LabelerOptions.truth(truth), true);
  }

  private static SourceRecord event(String line) {
    return ReadRecords.one(new NativeEventParser(), line, "a generated line");
  }
}
