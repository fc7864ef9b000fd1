package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.TimeRange;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.graph.Output;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.ProviderProfile;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The streaming job from Kafka to Kafka, with a real broker and a real label server: three days of
 * events out of order, stopped with a savepoint in between and restored at another parallelism,
 * give what the bounded job gives.
 */
class StreamingJobIT {
  private static final int DAYS = 3;
  private static final int TOP = 20;
  private static final Duration LATENESS = Duration.ofHours(6);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  @TempDir Path folder;
  private EmbeddingModel model;

  @Test
  void streamingGivesWhatTheBoundedJobGives() throws Exception {
    model = EmbeddingModel.inFolder(SmallModel.writeTo(folder.resolve("model")));
    GeneratedData data = GeneratedDays.generate(folder.resolve("data"), DAYS, 900);
    List<String> events = shuffled(GeneratedDays.lines(data.telemetry()));
    try (LocalLabelServer labels = LocalLabelServer.start(0);
        EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      Map<Output, List<String>> bounded = bounded(data, labels);
      kafka.createTopic("command-events", 2);
      for (Output output : Output.values()) {
        kafka.createTopic("longtail-" + output.folder(), 1);
      }

      int half = events.size() / 2;
      JobClient first = start(kafka, labels, 2, null);
      send(kafka, events.subList(0, half));
      kafka.send("command-events", 0, List.of("{broken".getBytes(StandardCharsets.UTF_8)));
      await(false, () -> kafka.read("longtail-verdicts").isEmpty());
      // The sinks deliver at least once: what is under way at a stop may come a second time.
      await(true, () -> isAtRest(kafka));
      String savepoint =
          first
              .stopWithSavepoint(
                  false,
                  folder.resolve("savepoints").toUri().toString(),
                  SavepointFormatType.CANONICAL)
              .get();

      JobClient second = start(kafka, labels, 1, savepoint);
      send(kafka, events.subList(half, events.size()));
      closeTheLastWindow(kafka);
      Map<Output, Integer> expected = new TreeMap<>();
      bounded.forEach((output, lines) -> expected.put(output, lines.size()));
      await(expected, () -> sizes(kafka));
      second.cancel().get();

      for (Output output : ComparedOutputs.ALL) {
        assertThat(kafka.read("longtail-" + output.folder()).stream().sorted().toList())
            .as(output.folder())
            .isEqualTo(bounded.get(output));
      }
      assertThat(kafka.read("longtail-dead-letters"))
          .singleElement()
          .satisfies(letter -> assertThat(letter).contains("command-events-0@", "not valid JSON"));
      assertThat(totalOf(kafka.read("longtail-funnel")))
          .satisfies(
              total -> {
                assertThat(total.events()).isEqualTo(data.events() + 1);
                assertThat(total.late()).isZero();
                assertThat(total.unparsable()).isEqualTo(1);
                assertThat(total.waiting()).isZero();
              });
    }
  }

  /** Whether every exemplar has its verdict and nothing more comes for some seconds. */
  private static boolean isAtRest(EmbeddedKafka kafka) {
    int exemplars = kafka.read("longtail-exemplars").size();
    LockSupport.parkNanos(Duration.ofSeconds(4).toNanos());
    return kafka.read("longtail-exemplars").size() == exemplars
        && kafka.read("longtail-verdicts").size() == exemplars;
  }

  private Map<Output, List<String>> bounded(GeneratedData data, LocalLabelServer labels)
      throws IOException {
    TopologyOptions defaults = TopologyOptions.DEFAULT;
    TopologyOptions options =
        new TopologyOptions(
            new TopologyOptions.Events(defaults.events().windows(), TimeRange.ALL, LATENESS),
            new TopologyOptions.Ranking(
                Scales.BOTH,
                defaults.ranking().shards(),
                TOP,
                defaults.ranking().detector(),
                defaults.ranking().limits(),
                defaults.ranking().sample()),
            new TopologyOptions.NearDuplicates(model, NearDuplicateRule.shapes(model)),
            new TopologyOptions.Labels(
                LabelerOptions.endpoint(labels.url(), LocalLabelServer.MODEL, ProviderProfile.PLAIN)
                    .withCanaries(true),
                false));
    Path out = folder.resolve("bounded");
    new Backfill(data.telemetry(), out, options, 2, line -> {}).run();
    Map<Output, List<String>> lines = new HashMap<>();
    for (Output output : ComparedOutputs.ALL) {
      lines.put(output, GeneratedDays.sortedLines(out.resolve(output.folder())));
    }
    return lines;
  }

  private JobClient start(
      EmbeddedKafka kafka, LocalLabelServer labels, int parallelism, String savepoint)
      throws Exception {
    String config =
        """
        source: {bootstrap-servers: "%1$s", topic: command-events, group-id: longtail}
        earlier-exemplars: {bootstrap-servers: "%1$s", topic: longtail-exemplars, group-id: known}
        sink: {kafka: {bootstrap-servers: "%1$s"}}
        job: {parallelism: %2$d, out-of-orderness: %3$s, scale: both, embedding-model: "%7$s"}
        labeler: {endpoint: "%4$s", model: %5$s}
        checkpoints: {interval: PT1S, directory: "%6$s"}
        """
            .formatted(
                kafka.bootstrapServers(),
                parallelism,
                LATENESS,
                labels.url(),
                LocalLabelServer.MODEL,
                folder.resolve("checkpoints").toUri(),
                folder.resolve("model"));
    LongtailOptions options =
        LongtailOptions.read(
            config,
            "longtail.yaml",
            Map.of(),
            savepoint == null
                ? List.of("top-k=" + TOP)
                : List.of("top-k=" + TOP, "restore=" + savepoint));
    return new StreamingJob(options, TestFlink.streaming(options.parallelism()), beginning -> {})
        .start();
  }

  /** Every event up to half the bounded out-of-orderness too early or too late. */
  private static List<String> shuffled(List<String> events) throws IOException {
    Random random = new Random(11);
    Map<String, Long> place = new HashMap<>();
    for (String event : events) {
      long jitter = (long) ((random.nextDouble() - 0.5) * LATENESS.toMillis());
      place.put(event, Json.MAPPER.readTree(event).get("ts").asLong() + jitter);
    }
    List<String> shuffled = new ArrayList<>(events);
    shuffled.sort(Comparator.comparingLong(place::get));
    assertThat(shuffled).isNotEqualTo(events).hasSameElementsAs(events);
    return shuffled;
  }

  private static void send(EmbeddedKafka kafka, List<String> events) throws Exception {
    for (int partition = 0; partition < 2; partition++) {
      List<byte[]> records = new ArrayList<>();
      for (int i = partition; i < events.size(); i += 2) {
        records.add(events.get(i).getBytes(StandardCharsets.UTF_8));
      }
      kafka.send("command-events", partition, records);
    }
  }

  private static void closeTheLastWindow(EmbeddedKafka kafka) throws Exception {
    long later = Instant.parse("2025-01-05T00:00:00Z").toEpochMilli();
    String event = "{\"ts\":" + later + ",\"cmd\":\"true\"}";
    for (int partition = 0; partition < 2; partition++) {
      kafka.send("command-events", partition, List.of(event.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static Funnel.Counts totalOf(List<String> counts) throws IOException {
    Funnel funnel = new Funnel();
    for (String count : counts) {
      funnel.add(Json.MAPPER.readValue(count, dev.longtail.detectors.window.FunnelCount.class));
    }
    return funnel.total();
  }

  private static Map<Output, Integer> sizes(EmbeddedKafka kafka) {
    Map<Output, Integer> sizes = new TreeMap<>();
    ComparedOutputs.ALL.forEach(
        output -> sizes.put(output, kafka.read("longtail-" + output.folder()).size()));
    return sizes;
  }

  private static <T> void await(T expected, Supplier<T> actual) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!actual.get().equals(expected)) {
      if (Instant.now().isAfter(end)) {
        assertThat(actual.get()).as("after " + PATIENCE).isEqualTo(expected);
      }
      Thread.sleep(200);
    }
  }
}
