package dev.longtail.job.graph;

import static dev.longtail.job.graph.StoredScenario.DAY_OF_THE_SAVEPOINT;
import static dev.longtail.job.graph.StoredScenario.FIRST_DAY;
import static dev.longtail.job.graph.StoredScenario.LAST_DAY;
import static dev.longtail.job.graph.StoredScenario.TOP_K;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.Scale;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.TimeRange;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.graph.StoredScenario.Day;
import dev.longtail.job.graph.StoredScenario.Sightings;
import dev.longtail.job.restore.SavedJob;
import dev.longtail.job.restore.SavedState;
import dev.longtail.job.restore.StateReader;
import dev.longtail.job.restore.StoredForm;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Savepoints of earlier releases, taken in the middle of a window, are restored by today's code at
 * another parallelism: no event is lost or counted twice, and nothing is forgotten. Every output is
 * byte for byte what follows a savepoint of today's code, and the scores that the release had
 * delivered are today's. The README beside the stored savepoints says how to add one.
 */
class SavepointCompatibilityIT {
  private static final Path STORED = Path.of("src/test/resources/savepoints");
  private static final int WRITTEN_AT = 2;
  private static final List<Integer> RESTORED_AT = List.of(1, 3);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Scales SCALES = Scales.BOTH;

  /** Lines like none of the scenario's, so that they lie in state and change nothing. */
  private static final List<String> EARLIER =
      Stream.of("vgcreate data /dev/sdb", "eject -t", "gsettings reset org.example.desktop theme")
          .flatMap(
              line ->
                  SCALES.each().stream()
                      .map(
                          scale ->
                              Map.of("window", "2024-12-01", "scale", scale.label(), "cmd", line)))
          .map(Json::line)
          .toList();

  /** What the state of this job holds, by logical name; types of other operators are in flight. */
  private static final List<String> IN_STATE =
      List.of(
          "shard-window",
          "shard-model",
          "sample-window",
          "exemplar-chunk",
          "earlier-chunk",
          "scored-command",
          "embedded-anomaly",
          "control-input",
          "sampled-command",
          "anomaly",
          "label-request");

  /** Scores of another machine: a logarithm may differ in its last digit. */
  private static final double OF_FEATURES = 1e-9;

  /** Likewise; vectors differ more between processors, and with them what is computed from them. */
  private static final double OF_VECTORS = 1e-3;

  /** What today's code gives before and after a savepoint of its own; computed once. */
  private static CollectedOutputs before;

  private static CollectedOutputs after;

  @TempDir Path folder;

  static Stream<Arguments> restores() throws IOException {
    List<Arguments> restores = new ArrayList<>();
    try (Stream<Path> stored = Files.list(STORED)) {
      for (Path release : stored.filter(Files::isDirectory).sorted().toList()) {
        for (int parallelism : RESTORED_AT) {
          restores.add(Arguments.of(release.getFileName().toString(), parallelism));
        }
      }
    }
    assertThat(restores).isNotEmpty();
    return restores.stream();
  }

  @ParameterizedTest(name = "{0} at parallelism {1}")
  @MethodSource("restores")
  void goesOnWhereTheSavepointWasTaken(String release, int parallelism) throws Exception {
    Path delivered = STORED.resolve(release).resolve("delivered");
    CollectedOutputs outputs = new CollectedOutputs();
    String gate = UUID.randomUUID().toString();
    JobClient job = start(gate, outputs, parallelism, STORED.resolve(release).resolve("savepoint"));
    GatedSource.gate(gate).openTo(StoredScenario.dayOfTheSavepointOver());
    // Until every shard has closed it: only then the next records are late.
    long unique = StoredScenario.days().get(DAY_OF_THE_SAVEPOINT).unique();
    await(job, outputs, counts(DAY_OF_THE_SAVEPOINT, counts -> counts.unique() == unique));
    everythingInStateIsKnownByALogicalName(
        job.triggerSavepoint(folder.toUri().toString(), SavepointFormatType.CANONICAL)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    GatedSource.gate(gate).openTo(StoredScenario.records().size());
    var unused = job.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    runTodaysCodeThroughout();
    theOutputsAreThoseOfTodaysState(outputs);
    theScoresOfTheReleaseAreTodays(delivered);
    everyRecordHasOneEnd(outputs, delivered);
    for (Scale scale : SCALES.each()) {
      nothingIsLostOrDoubled(scale, outputs, delivered);
      theOpenWindowIsRankedAsAWhole(scale, outputs);
      exemplarsOfTheClosedWindowAreRemembered(scale, outputs, delivered);
    }
  }

  /** Of today's code: so that the next release may rename and move what it likes. */
  private static void everythingInStateIsKnownByALogicalName(String savepoint) throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(java.net.URI.create(savepoint)).resolve("_metadata"));
    assertThat(StateNames.unwanted(bytes)).isEmpty();
    assertThat(IN_STATE).allMatch(name -> StateNames.holds(bytes, name));
    SavedJob saved = StateReader.read(SavedState.at(savepoint, "savepoint"));
    assertThat(saved.label()).isPresent();
    assertThat(saved.operators().stream().flatMap(each -> each.forms().stream()))
        .extracting(StoredForm::name)
        .containsAll(IN_STATE);
  }

  /** Not a test: stores a savepoint of today's code, with its name as the property's value. */
  @Test
  @EnabledIfSystemProperty(named = "longtail.write.savepoint", matches = ".+")
  void write() throws Exception {
    Path release = STORED.resolve(System.getProperty("longtail.write.savepoint"));
    assertThat(release).as("a stored savepoint is never replaced").doesNotExist();
    CollectedOutputs outputs = new CollectedOutputs();
    String taken = runToTheSavepoint(outputs);

    Path savepoint = Files.createDirectories(release.resolve("savepoint"));
    try (Stream<Path> files = Files.list(Path.of(java.net.URI.create(taken)))) {
      for (Path file : files.toList()) {
        Files.copy(file, savepoint.resolve(file.getFileName()));
      }
    }
    outputs.writeTo(release.resolve("delivered"));
  }

  /** The place of the savepoint. */
  private String runToTheSavepoint(CollectedOutputs outputs) throws Exception {
    String gate = UUID.randomUUID().toString();
    JobClient job = start(gate, outputs, WRITTEN_AT, null);
    GatedSource.gate(gate).openTo(StoredScenario.firstDayOver());
    int exemplars = StoredScenario.nearDuplicates().size();
    await(
        job,
        outputs,
        counts(FIRST_DAY, counts -> counts.exemplars() == exemplars && counts.waiting() == 0));
    GatedSource.gate(gate).openTo(StoredScenario.savepoint());
    await(job, outputs, counts(FIRST_DAY, counts -> counts.late() == 1));
    return job.stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private void runTodaysCodeThroughout() throws Exception {
    if (after != null) {
      return;
    }
    CollectedOutputs first = new CollectedOutputs();
    String savepoint = runToTheSavepoint(first);
    CollectedOutputs second = new CollectedOutputs();
    String gate = UUID.randomUUID().toString();
    JobClient job =
        start(gate, second, WRITTEN_AT, Path.of(java.net.URI.create(savepoint)).toAbsolutePath());
    // As above: a record is late only once its window is closed.
    GatedSource.gate(gate).openTo(StoredScenario.dayOfTheSavepointOver());
    long unique = StoredScenario.days().get(DAY_OF_THE_SAVEPOINT).unique();
    await(job, second, counts(DAY_OF_THE_SAVEPOINT, counts -> counts.unique() == unique));
    GatedSource.gate(gate).openTo(StoredScenario.records().size());
    var unused = job.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    before = first;
    after = second;
  }

  /**
   * Counts are by subtask, so their sums are compared. State of 0.1.0 has no profiles of earlier
   * windows: drift is told anew from there.
   */
  private static void theOutputsAreThoseOfTodaysState(CollectedOutputs outputs) throws IOException {
    for (Output output : Output.values()) {
      if (output != Output.FUNNEL && output != Output.DRIFT) {
        assertThat(sorted(outputs, output)).as(output.folder()).isEqualTo(sorted(after, output));
      }
    }
    assertThat(sorted(after, Output.ANOMALIES)).isNotEmpty();
    assertThat(sorted(after, Output.NEAR_DUPLICATES)).isNotEmpty();
  }

  private static List<String> sorted(CollectedOutputs outputs, Output output) {
    return outputs.lines(output).stream().sorted().toList();
  }

  /** The release had delivered the first day when the savepoint was taken. */
  private static void theScoresOfTheReleaseAreTodays(Path delivered) throws IOException {
    Map<String, Double> then = scores(Files.readAllLines(delivered.resolve("anomalies.jsonl")));
    Map<String, Double> now = scores(before.lines(Output.ANOMALIES));
    assertThat(then).isNotEmpty();
    assertThat(now.keySet()).isEqualTo(then.keySet());
    then.forEach(
        (which, score) ->
            assertThat(now.get(which))
                .as(which)
                .isCloseTo(
                    score,
                    within(which.startsWith(Scale.FULL.label()) ? OF_FEATURES : OF_VECTORS)));
  }

  /** By scale, detector and command line. */
  private static Map<String, Double> scores(List<String> anomalies) throws IOException {
    Map<String, Double> scores = new HashMap<>();
    for (String anomaly : anomalies) {
      JsonNode row = Json.MAPPER.readTree(anomaly);
      scores.put(
          "%s %s %s"
              .formatted(
                  row.get("scale").asText(),
                  row.get("detector").asText(),
                  row.get("command_line").asText()),
          row.get("score").asDouble());
    }
    return scores;
  }

  private static void nothingIsLostOrDoubled(Scale scale, CollectedOutputs outputs, Path delivered)
      throws IOException {
    Funnel funnel = funnel(outputs.after(delivered, Output.FUNNEL));
    Map<String, Funnel.Counts> windows =
        funnel.rows().stream()
            .filter(row -> row.scale().equals(scale.label()))
            .collect(toMap(Funnel.Row::window, Funnel.Row::counts));
    assertThat(windows.keySet()).isEqualTo(StoredScenario.days().keySet());
    windows.forEach(
        (window, counts) -> {
          Day truth = StoredScenario.days().get(window);
          assertThat(counts.events()).as(window + " events").isEqualTo(truth.events());
          assertThat(counts.unparsable()).as(window + " unparsable").isEqualTo(truth.unparsable());
          assertThat(counts.late()).as(window + " late").isEqualTo(truth.late());
          assertThat(counts.repeated()).as(window + " repeated").isEqualTo(truth.repeated());
          assertThat(counts.unique()).as(window + " unique").isEqualTo(truth.unique());
          assertThat(counts.anomalies())
              .as(window + " anomalies")
              .isEqualTo(counts.exemplars() + counts.nearDuplicates());
          assertThat(counts.waiting()).as(window + " waiting").isZero();
        });
  }

  private static void everyRecordHasOneEnd(CollectedOutputs outputs, Path delivered)
      throws IOException {
    Funnel funnel = funnel(outputs.after(delivered, Output.FUNNEL));
    List<String> exemplars = values(outputs.after(delivered, Output.EXEMPLARS), "id");
    assertThat(exemplars).hasSize((int) funnel.total().exemplars()).doesNotHaveDuplicates();
    assertThat(values(outputs.after(delivered, Output.VERDICTS), "id"))
        .containsExactlyInAnyOrderElementsOf(exemplars);
    assertThat(values(outputs.after(delivered, Output.DEAD_LETTERS), "origin"))
        .hasSize((int) funnel.total().unparsable())
        .doesNotHaveDuplicates();
  }

  /** Its first part comes from the savepoint, and so does the model that cut its pool. */
  private static void theOpenWindowIsRankedAsAWhole(Scale scale, CollectedOutputs outputs)
      throws IOException {
    Day truth = StoredScenario.days().get(DAY_OF_THE_SAVEPOINT);
    Collection<List<JsonNode>> rankings =
        rows(outputs.lines(Output.ANOMALIES), DAY_OF_THE_SAVEPOINT, scale).stream()
            .collect(groupingBy(anomaly -> anomaly.get("detector").asText()))
            .values();
    assertThat(rankings)
        .isNotEmpty()
        .allSatisfy(
            ranking -> {
              assertThat(ranking)
                  .extracting(anomaly -> anomaly.get("rank").asInt())
                  .containsExactlyInAnyOrderElementsOf(
                      IntStream.rangeClosed(1, TOP_K).boxed().toList());
              assertThat(ranking)
                  .extracting(anomaly -> anomaly.get("command_line").asText())
                  .doesNotHaveDuplicates();
              assertThat(ranking)
                  .allSatisfy(
                      anomaly ->
                          assertThat(sightings(anomaly.get("source")))
                              .isEqualTo(truth.of(anomaly.get("command_line").asText())));
            });
  }

  private static Sightings sightings(JsonNode source) {
    return new Sightings(
        source.get("event_id").asText(),
        Instant.parse(source.get("first_seen").asText()).toEpochMilli(),
        source.get("occurrences").asLong());
  }

  /** All lines of the last day are like one of the first, whose exemplars were all of its lines. */
  private static void exemplarsOfTheClosedWindowAreRemembered(
      Scale scale, CollectedOutputs outputs, Path delivered) throws IOException {
    Map<String, String> standsFor = new HashMap<>();
    rows(outputs.lines(Output.NEAR_DUPLICATES), LAST_DAY, scale)
        .forEach(row -> standsFor.put(row.get("command_line").asText(), row.get("of").asText()));
    assertThat(standsFor).isEqualTo(StoredScenario.nearDuplicates());
    assertThat(rows(outputs.after(delivered, Output.EXEMPLARS), LAST_DAY, scale)).isEmpty();
    assertThat(rows(outputs.lines(Output.EXEMPLARS), FIRST_DAY, scale)).isEmpty();
  }

  private JobClient start(String gate, CollectedOutputs outputs, int parallelism, Path savepoint)
      throws Exception {
    // No checkpoint folder: the state is then inside the metadata, under names that are no paths.
    Configuration config = new Configuration();
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    if (savepoint != null) {
      config.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
    }
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, config);
    new LongtailTopology(
            new GatedSource(gate),
            new DataGeneratorSource<>(
                index -> EARLIER.get(index.intValue()), EARLIER.size(), Types.STRING),
            outputs,
            options(truth()),
            RuntimeExecutionMode.STREAMING)
        .build(env);
    return env.executeAsync("savepoint");
  }

  /** Limits so small that the pool is cut before and after the savepoint. */
  private static TopologyOptions options(Path truth) {
    TopologyOptions defaults = TopologyOptions.DEFAULT;
    return new TopologyOptions(
        new TopologyOptions.Events(
            defaults.events().windows(), TimeRange.ALL, StoredScenario.LATENESS),
        new TopologyOptions.Ranking(
            SCALES,
            4,
            TOP_K,
            new IsolationForestDetector(5, 16),
            new ShardWindow.Limits(16, TOP_K),
            defaults.ranking().sample()),
        defaults.nearDuplicates(),
        new TopologyOptions.Labels(LabelerOptions.truth(truth), true));
  }

  /** A labeler who needs no network; of most lines it knows nothing. */
  private Path truth() throws IOException {
    Path file = folder.resolve("truth.jsonl");
    List<String> lines = new ArrayList<>();
    for (String line : StoredScenario.nearDuplicates().values()) {
      lines.add(Json.line(Map.of("cmd", line, "label", "benign")));
    }
    return Files.write(file, lines);
  }

  /** Waits until the counts of every scale are reached. */
  private static void await(
      JobClient job, CollectedOutputs outputs, BiPredicate<Funnel, Scale> reached)
      throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!reachedAtAllScales(funnel(outputs.lines(Output.FUNNEL)), reached)) {
      if (job.getJobExecutionResult().isDone()) {
        throw new AssertionError("ended: " + job.getJobExecutionResult().get());
      }
      assertThat(Instant.now()).as(() -> outputs.lines(Output.FUNNEL).toString()).isBefore(end);
      Thread.sleep(50);
    }
  }

  private static boolean reachedAtAllScales(Funnel funnel, BiPredicate<Funnel, Scale> reached) {
    return SCALES.each().stream().allMatch(scale -> reached.test(funnel, scale));
  }

  private static BiPredicate<Funnel, Scale> counts(
      String window, Predicate<Funnel.Counts> reached) {
    return (funnel, scale) ->
        funnel.rows().stream()
            .filter(row -> row.window().equals(window) && row.scale().equals(scale.label()))
            .anyMatch(row -> reached.test(row.counts()));
  }

  private static Funnel funnel(List<String> counts) throws IOException {
    Funnel funnel = new Funnel();
    for (String count : counts) {
      funnel.add(Json.MAPPER.readValue(count, FunnelCount.class));
    }
    return funnel;
  }

  /** The records of a window and scale. */
  private static List<JsonNode> rows(List<String> lines, String window, Scale scale)
      throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : lines) {
      JsonNode row = Json.MAPPER.readTree(line);
      if (row.get("window").asText().equals(window)
          && row.get("scale").asText().equals(scale.label())) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<String> values(List<String> lines, String field) throws IOException {
    List<String> values = new ArrayList<>();
    for (String line : lines) {
      values.add(Json.MAPPER.readTree(line).get(field).asText());
    }
    return values;
  }
}
