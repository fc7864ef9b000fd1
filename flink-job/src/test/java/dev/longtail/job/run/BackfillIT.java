package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.ranking.ReducedDetectors;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.detectors.window.Scale;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.TimeRange;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.graph.Output;
import dev.longtail.job.local.FolderLock;
import dev.longtail.job.storage.Location;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.ProviderProfile;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole topology in batch mode, in a MiniCluster. One run serves all tests that look at a usual
 * result. The model is a small one but where its arithmetic counts.
 */
class BackfillIT {
  /** A multiple of the shards, so that each takes the same part. */
  private static final int SAMPLE = 120;

  private static final int DAYS = 3;

  @TempDir static Path shared;
  private static GeneratedData data;
  private static Path usual;
  private static Funnel usualFunnel;

  /** What was in the way of the usual run, and what was said to who did not own the folder. */
  private static Path leftByAKilledRun;

  private static String refusal;

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void generate() throws IOException {
    data = GeneratedDays.generate(shared.resolve("data"), DAYS, 900);
    usual = shared.resolve("usual");
    leftByAKilledRun = usual.resolve("anomalies/old.jsonl");
    Files.createDirectories(leftByAKilledRun.getParent());
    Files.writeString(leftByAKilledRun, "{}\n");
    Backfill backfill = new Backfill(data.telemetry(), usual, options(truth()), 2, line -> {});
    refusal = catchThrowableOfType(InputException.class, backfill::run).getMessage();
    assertThat(leftByAKilledRun).exists();
    FolderLock.of(usual).close(); // as a run that was killed leaves it
    usualFunnel = backfill.run();
  }

  @Test
  void theFunnelAddsUpAndTheFilesAgreeWithIt() throws IOException {
    Funnel funnel = usualFunnel;
    Funnel.Counts total = funnel.total();
    assertThat(total.events()).isEqualTo(data.events());
    assertThat(funnel.rows()).hasSize(2 * DAYS);
    for (Scale scale : Scale.values()) {
      assertThat(funnel.events(scale)).isEqualTo(data.events());
    }
    for (Funnel.Row scaleRow : funnel.rows()) {
      Funnel.Counts row = scaleRow.counts();
      assertThat(row.events())
          .isEqualTo(
              row.unparsable() + row.late() + row.notSampled() + row.repeated() + row.unique());
      assertThat(row.anomalies()).isEqualTo(row.nearDuplicates() + row.exemplars());
      assertThat(row.exemplars()).isEqualTo(row.benign() + row.malicious() + row.abstained());
      assertThat(row.exemplars()).isEqualTo(row.admitted() + row.quarantined() + row.waiting());
      if (scaleRow.scale().equals(Scale.FULL.label())) {
        assertThat(row.notSampled()).isZero();
        assertThat(row.anomalies()).isEqualTo(20);
      } else {
        assertThat(row.unique()).isEqualTo(SAMPLE);
        assertThat(row.notSampled()).isPositive();
        assertThat(row.anomalies()).isBetween(20L, 60L);
      }
    }
    assertThat(records(usual, Output.ANOMALIES))
        .hasSize(4 * 20 * DAYS)
        .filteredOn(r -> r.get("scale").asText().equals("reduced"))
        .extracting(r -> r.get("detector").asText())
        .containsOnly("isolation-forest", "kmeans", "pca");
    assertThat(records(usual, Output.EXEMPLARS)).hasSize((int) total.exemplars());
    assertThat(records(usual, Output.NEAR_DUPLICATES)).hasSize((int) total.nearDuplicates());
    assertThat(records(usual, Output.VERDICTS)).hasSize((int) total.exemplars());
    assertThat(records(usual, Output.TRAINING_DATA)).hasSize((int) total.admitted());
    assertThat(records(usual, Output.QUARANTINE)).hasSize((int) total.quarantined());
    assertThat(total.admitted()).isPositive();

    JsonNode file = Json.MAPPER.readTree(usual.resolve("funnel.json").toFile());
    assertThat(file.at("/total/events").asLong()).isEqualTo(data.events());
    assertThat(file.at("/windows/0/window").asText()).isEqualTo("2025-01-01");
    assertThat(file.at("/labeler").asText()).contains("truth");
    JsonNode days = Json.MAPPER.readTree(usual.resolve("figures.json").toFile());
    assertThat(days.findValuesAsText("day"))
        .startsWith("2025-01-01", "2025-01-02", "2025-01-03")
        .hasSize(2 * DAYS);
    List<Funnel.Counts> full =
        funnel.rows().stream()
            .filter(row -> row.scale().equals(Scale.FULL.label()))
            .map(Funnel.Row::counts)
            .toList();
    JsonNode last = days.get(DAYS - 1);
    assertThat(last.get("scale").asText()).isEqualTo("full");
    assertThat(last.get("events").asLong()).isEqualTo(total.events());
    assertThat(last.get("unique").asLong()).isEqualTo(total.unique());
    assertThat(last.get("anomalies").asLong())
        .isEqualTo(full.stream().mapToLong(Funnel.Counts::anomalies).sum());
    assertThat(last.get("near_duplicates").asLong())
        .isEqualTo(full.stream().mapToLong(Funnel.Counts::nearDuplicates).sum());
    assertThat(last.get("exemplars").asLong())
        .isEqualTo(full.stream().mapToLong(Funnel.Counts::exemplars).sum());
    assertThat(usual.resolve(Output.FUNNEL.folder())).doesNotExist();
  }

  @Test
  void aSecondRunWithTheSameVectorStoreEmbedsNothing() throws IOException {
    Path store = folder.resolve("vectors");
    List<List<String>> said = new ArrayList<>();
    for (String name : List.of("first", "second")) {
      List<String> lines = new ArrayList<>();
      new Backfill(
              data.telemetry(),
              folder.resolve(name),
              keeping(store, options(truth())),
              2,
              lines::add)
          .run();
      said.add(lines);
    }
    assertThat(said.get(0)).anyMatch(line -> line.contains("0.0 % in the vector store"));
    assertThat(said.get(1)).anyMatch(line -> line.endsWith("0.0 % computed (0)"));
    for (Output output : List.of(Output.ANOMALIES, Output.EXEMPLARS, Output.NEAR_DUPLICATES)) {
      assertThat(GeneratedDays.sortedLines(folder.resolve("second").resolve(output.folder())))
          .isNotEmpty()
          .isEqualTo(GeneratedDays.sortedLines(usual.resolve(output.folder())));
    }
  }

  private static TopologyOptions keeping(Path store, TopologyOptions options) {
    TopologyOptions.NearDuplicates rule = options.nearDuplicates();
    return new TopologyOptions(
        options.events(),
        options.ranking(),
        new TopologyOptions.NearDuplicates(rule.model().withVectors(store.toString()), rule.rule()),
        options.labels());
  }

  @Test
  void onlyBenignLinesBecomeTrainingData() throws IOException {
    Set<String> malicious = new HashSet<>();
    JsonLines.forEach(
        data.truth(),
        (record, where) -> {
          if (record.get("label").asText().equals("malicious")) {
            malicious.add(record.get("cmd").asText());
          }
        });
    assertThat(malicious).isNotEmpty();
    assertThat(records(usual, Output.TRAINING_DATA))
        .isNotEmpty()
        .allSatisfy(
            record -> {
              assertThat(record.get("label").asText()).isEqualTo("benign");
              assertThat(malicious).doesNotContain(record.get("cmd").asText());
              assertThat(record.at("/lineage/exemplar").asText()).isNotEmpty();
            });
    assertThat(records(usual, Output.QUARANTINE))
        .allSatisfy(record -> assertThat(record.get("reason").asText()).isNotEmpty());
  }

  @Test
  void theControlArmHasAsManyLinesAWindowAsThereAreExemplars() throws IOException {
    long nearDuplicates = 0;
    for (Funnel.Row row : usualFunnel.rows()) {
      if (row.scale().equals(Scale.FULL.label())) {
        nearDuplicates += row.counts().nearDuplicates();
        assertThat(records(usual, Output.CONTROL))
            .filteredOn(r -> r.get("window").asText().equals(row.window()))
            .filteredOn(r -> r.get("arm").asText().equals("random"))
            .hasSize((int) row.counts().exemplars());
      }
    }
    assertThat(records(usual, Output.CONTROL))
        .allSatisfy(r -> assertThat(r.get("scale").asText()).isEqualTo("full"))
        .filteredOn(r -> r.get("arm").asText().equals("near-duplicate"))
        .hasSize((int) nearDuplicates);
  }

  @Test
  void whoGoesOnWithEarlierExemplarsDecidesAsOneRunOverAllDays() throws IOException {
    TopologyOptions all = options(truth());
    long split = GeneratedDays.january(DAYS - 1).until();
    Path first = folder.resolve("first");
    new Backfill(data.telemetry(), first, all.with(GeneratedDays.january(DAYS - 1)), 2, line -> {})
        .run();
    Path last = folder.resolve("last");
    TimeRange lastDay = new TimeRange(split, GeneratedDays.january(DAYS).until());
    new Backfill(
            Location.of(data.telemetry()),
            List.of(Location.of(first)),
            last,
            all.with(lastDay),
            2,
            line -> {})
        .run();
    for (Output output : List.of(Output.EXEMPLARS, Output.NEAR_DUPLICATES)) {
      List<String> parts =
          new ArrayList<>(GeneratedDays.sortedLines(first.resolve(output.folder())));
      parts.addAll(GeneratedDays.sortedLines(last.resolve(output.folder())));
      parts.sort(null);
      assertThat(parts)
          .as(output.folder())
          .isEqualTo(GeneratedDays.sortedLines(usual.resolve(output.folder())));
    }
  }

  @Test
  void aEarlierExemplarThatIsNoneIsNamedBeforeTheWork() throws IOException {
    Path known = folder.resolve("known.jsonl");
    Files.writeString(known, "{\"window\":\"2025-01-01\",\"scale\":\"full\"}\n");
    Backfill backfill =
        new Backfill(
            Location.of(data.telemetry()),
            List.of(Location.of(known)),
            folder.resolve("out"),
            options(truth()),
            1,
            line -> {});
    assertThatThrownBy(backfill::run)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("known.jsonl:1")
        .hasMessageContaining("command_line");
  }

  @Test
  void parallelismChangesNoByte() throws IOException {
    TopologyOptions oneDay = options(truth()).with(GeneratedDays.january(1));
    TopologyOptions.Ranking usually = oneDay.ranking();
    // Fewer lines to embed: the model that comes along takes its time for each.
    TopologyOptions options =
        new TopologyOptions(
            oneDay.events(),
            new TopologyOptions.Ranking(
                Scales.BOTH,
                usually.shards(),
                10,
                usually.detector(),
                usually.limits(),
                new SampleSize(1, SAMPLE / 3)),
            TopologyOptions.DEFAULT.nearDuplicates(),
            oneDay.labels());
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    Funnel ofOne = new Backfill(data.telemetry(), one, options, 1, said::add).run();
    Funnel ofTwo = new Backfill(data.telemetry(), two, options, 2, said::add).run();
    assertThat(ofTwo.rows()).isEqualTo(ofOne.rows());
    for (Output output : Output.values()) {
      if (output != Output.FUNNEL) {
        assertThat(GeneratedDays.sortedLines(two.resolve(output.folder())))
            .as(output.folder())
            .isEqualTo(GeneratedDays.sortedLines(one.resolve(output.folder())));
      }
    }
    assertThat(records(one, Output.ANOMALIES)).hasSize(4 * 10);
    assertThat(records(one, Output.EXEMPLARS)).isNotEmpty();
  }

  /** A team and its tools, an accountant who uses one of them once, and a line of rare words. */
  @Test
  void theLayersOfScadeFindLinesAndSayWhichLayerAndWhy() throws IOException {
    List<String> tools = List.of("git commit -m", "ls", "docker run", "make test");
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      events.add(event(i, "dev" + i % 5, tools.get(i % 4) + " part" + i));
      events.add(event(i, "accountant", "excel sheet" + i));
    }
    String unlike = "git commit -m part1000";
    String rare = "frobnicate --zorble quux wibble.flarp snark";
    events.add(event(1_000, "accountant", unlike));
    events.add(event(1_001, "dev1", rare));
    Path input = Files.write(folder.resolve("days.jsonl"), events);
    Path labels =
        Files.write(
            folder.resolve("labels.jsonl"),
            Stream.of(unlike, rare)
                .map(line -> Json.line(Map.of("cmd", line, "label", "benign")))
                .toList());
    TopologyOptions options = options(LabelerOptions.truth(labels));
    TopologyOptions.Ranking usually = options.ranking();
    Path out = folder.resolve("scade");
    Funnel funnel =
        new Backfill(
                input,
                out,
                options.with(
                    new TopologyOptions.Ranking(
                        Scales.REDUCED,
                        2,
                        usually.topK(),
                        usually.detector(),
                        usually.features(),
                        usually.limits(),
                        SampleSize.DEFAULT,
                        ReducedDetectors.SCADE,
                        usually.combination())),
                2,
                said::add)
            .run();
    Funnel.Counts total = funnel.total();
    assertThat(total.events()).isEqualTo(802).isEqualTo(total.unique() + total.repeated());
    assertThat(total.anomalies()).isEqualTo(total.nearDuplicates() + total.exemplars());
    assertThat(total.exemplars())
        .isEqualTo(total.admitted() + total.quarantined() + total.waiting());

    assertThat(found(out, "scade-global", rare).get("explanation"))
        .isNotEmpty()
        .allSatisfy(reason -> assertThat(reason.get("meaning").asText()).startsWith("global layer"))
        .anySatisfy(
            reason -> assertThat(reason.get("feature").asText()).isEqualTo("1-gram:frobnicate"));
    assertThat(found(out, "scade-local", unlike).get("explanation"))
        .isNotEmpty()
        .allSatisfy(
            reason ->
                assertThat(reason.get("meaning").asText())
                    .startsWith("local layer: other lines of ")
                    .containsAnyOf("user accountant", "host pc-accountant"))
        .anySatisfy(
            reason -> assertThat(reason.get("feature").asText()).isEqualTo("user 1-gram:part"));
    assertThat(records(out, Output.TRAINING_DATA))
        .extracting(line -> line.get("cmd").asText(), line -> line.at("/detectors/0").asText())
        .contains(tuple(unlike, "scade-local"), tuple(rare, "scade-global"));
  }

  private static JsonNode found(Path out, String detector, String line) throws IOException {
    return records(out, Output.ANOMALIES).stream()
        .filter(anomaly -> anomaly.get("detector").asText().equals(detector))
        .filter(anomaly -> anomaly.get("command_line").asText().equals(line))
        .findFirst()
        .orElseThrow();
  }

  private static String event(int second, String user, String line) {
    return Json.line(
        Map.of(
            "ts", GeneratedDays.january(1).from() + second * 1_000L,
            "event_id", user + second,
            "host", "pc-" + user,
            "user", user,
            "cmd", line));
  }

  @Test
  void brokenRecordsBecomeDeadLettersWithPlaceAndReason() throws IOException {
    Path input = folder.resolve("in");
    Files.createDirectories(input);
    String good = "{\"ts\":1735689611260,\"cmd\":\"ls -l\",\"event_id\":\"e\"}\n";
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(input.resolve("a.jsonl.gz")))) {
      out.write(good.getBytes(StandardCharsets.UTF_8));
      out.write("{broken\n\n".getBytes(StandardCharsets.UTF_8));
      out.write("{\"ts\":1735689611260,\"host\":\"h\"}\n".getBytes(StandardCharsets.UTF_8));
      out.write(new byte[] {'"', (byte) 0xc3, '(', '"', '\n'});
      out.write(
          ("{\"ts\":1735689611261,\"cmd\":\"" + "x".repeat(1 << 20) + "\"}\n")
              .getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = Files.readAllBytes(input.resolve("a.jsonl.gz"));
    Files.write(input.resolve("b.jsonl.gz"), java.util.Arrays.copyOf(whole, whole.length - 30));

    Funnel funnel = backfill(input, "out", 2, LabelerOptions.none());
    assertThat(funnel.total().unique()).isEqualTo(1);
    assertThat(funnel.total().repeated()).isEqualTo(1);
    // One of each scale.
    assertThat(funnel.total().waiting()).isEqualTo(2);
    List<JsonNode> letters = records("out", Output.DEAD_LETTERS);
    assertThat(funnel.total().unparsable()).isEqualTo(letters.size());
    assertThat(letters)
        .filteredOn(letter -> letter.get("origin").asText().startsWith("a.jsonl.gz"))
        .extracting(letter -> letter.get("origin").asText() + " " + letter.get("reason").asText())
        .satisfiesExactlyInAnyOrder(
            l -> assertThat(l).startsWith("a.jsonl.gz:2 not valid JSON"),
            l -> assertThat(l).isEqualTo("a.jsonl.gz:4 field command_line: missing, and so is cmd"),
            l -> assertThat(l).isEqualTo("a.jsonl.gz:5 invalid UTF-8 at byte 1"),
            l -> assertThat(l).startsWith("a.jsonl.gz:6 field command_line: 1048576 characters"));
    assertThat(letters)
        .extracting(letter -> letter.get("reason").asText())
        .anySatisfy(reason -> assertThat(reason).startsWith("damaged gzip data"));
    assertThat(letters)
        .filteredOn(letter -> letter.get("origin").asText().equals("a.jsonl.gz:2"))
        .extracting(
            letter ->
                new String(
                    Base64.getDecoder().decode(letter.get("raw_base64").asText()),
                    StandardCharsets.UTF_8))
        .containsExactly("{broken");
    assertThat(said)
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "no usable events", "field command_line: missing, and so is cmd (2)"));
  }

  @Test
  void anUnreachableEndpointCostsTimeNotTheJobNorTheExemplars() throws IOException {
    LabelerOptions nobody =
        LabelerOptions.endpoint("http://127.0.0.1:9", "m", ProviderProfile.PLAIN)
            .withDeadline(java.time.Duration.ofSeconds(2))
            .withPatience(java.time.Duration.ofSeconds(3));
    Funnel funnel = backfill(data.telemetry(), "out", 2, nobody);
    assertThat(funnel.total().waiting()).isEqualTo(funnel.total().exemplars()).isPositive();
    assertThat(funnel.total().quarantined()).isZero();
    for (Output output : List.of(Output.VERDICTS, Output.TRAINING_DATA, Output.QUARANTINE)) {
      assertThat(records("out", output)).isEmpty();
    }
    assertThat(records("out", Output.CONTROL))
        .isNotEmpty()
        .allSatisfy(
            line -> {
              assertThat(line.get("verdict").asText()).isEqualTo("ABSTAINED");
              assertThat(line.get("reason").asText()).startsWith("abstained: ");
            });
    assertThat(said)
        .anySatisfy(
            line -> assertThat(line).contains("still wait", "connect", "longtail relabel --input"));
  }

  @Test
  void refusesWhatCannotBeUsedBeforeTheWork() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> backfill(empty, "out", 1, LabelerOptions.none()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds no .jsonl");

    Path noGzip = Files.createDirectories(folder.resolve("no-gzip"));
    Files.writeString(noGzip.resolve("x.jsonl.gz"), "{}");
    assertThatThrownBy(() -> backfill(noGzip, "out", 1, LabelerOptions.none()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("x.jsonl.gz")
        .hasMessageContaining("gzip");

    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> backfill(data.telemetry(), "file/out", 1, LabelerOptions.none()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot write to " + file.resolve("out"));

    assertThatThrownBy(
            () ->
                backfill(
                    data.telemetry(), "out", 1, LabelerOptions.truth(Path.of("missing.jsonl"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("missing.jsonl");
  }

  @Test
  void refusesAFolderThatAnotherRunWritesToOrThatIsPartOfTheInput() {
    try (FolderLock other = FolderLock.of(folder.resolve("out"))) {
      assertThatThrownBy(() -> backfill(data.telemetry(), "out", 1, LabelerOptions.none()))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("another run");
    }
    assertThatThrownBy(
            () ->
                new Backfill(
                        data.telemetry(),
                        data.telemetry().resolve("out"),
                        options(LabelerOptions.none()),
                        1,
                        said::add)
                    .run())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("lies in the input's");
  }

  @Test
  void saysWhichTimesThereAreWhereTheRangeIsEmpty() {
    TimeRange february = new TimeRange(1738368000000L, 1738454400000L);
    assertThatThrownBy(
            () ->
                new Backfill(
                        data.telemetry(),
                        folder.resolve("out"),
                        options(LabelerOptions.none()).with(february),
                        1,
                        said::add)
                    .run())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no events in the asked range")
        .hasMessageContaining("2025-01-03");
  }

  @Test
  void aResultWithoutItsFiguresIsCompleteAndKeepsTheirCounts() throws IOException {
    Path inTheWay = Files.createDirectories(folder.resolve("out/figures.json/full"));
    assertThatThrownBy(() -> backfill(data.telemetry(), "out", 2, LabelerOptions.none()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot write " + inTheWay.getParent());
    JsonNode file = Json.MAPPER.readTree(folder.resolve("out/funnel.json").toFile());
    assertThat(file.at("/total/events").asLong()).isEqualTo(data.events());
    assertThat(records("out", Output.FUNNEL)).isNotEmpty();
    assertThat(said).anySatisfy(line -> assertThat(line).contains("longtail figures --input"));
  }

  /** The usual run found an unfinished one; all tests of its result hold for it. */
  @Test
  void keepsACompleteResultAndReplacesAnUnfinishedOne() throws IOException {
    assertThat(refusal).contains("no run has made it");
    assertThat(leftByAKilledRun).doesNotExist();
    assertThat(records(usual, Output.ANOMALIES)).hasSize(4 * 20 * DAYS);
    assertThatThrownBy(
            () -> new Backfill(data.telemetry(), usual, options(truth()), 2, said::add).run())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("complete result");
    assertThat(records(usual, Output.ANOMALIES)).hasSize(4 * 20 * DAYS);
  }

  private static LabelerOptions truth() {
    return LabelerOptions.truth(data.truth());
  }

  private static TopologyOptions options(LabelerOptions labeler) {
    return SmallJob.both(
        GeneratedDays.january(DAYS), 20, SAMPLE, new TopologyOptions.Labels(labeler, true));
  }

  private Funnel backfill(Path input, String out, int parallelism, LabelerOptions labeler) {
    return new Backfill(input, folder.resolve(out), options(labeler), parallelism, said::add).run();
  }

  private List<JsonNode> records(String out, Output output) throws IOException {
    return records(folder.resolve(out), output);
  }

  private static List<JsonNode> records(Path out, Output output) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (String line : GeneratedDays.sortedLines(out.resolve(output.folder()))) {
      records.add(Json.MAPPER.readTree(line));
    }
    return records;
  }
}
