package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.cli.Console.Outcome;
import dev.longtail.job.graph.Output;
import dev.longtail.job.run.BackfillUpload;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.job.run.S3Server;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.training.classify.LineSources;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.SmallModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backfill whose events, earlier exemplars, model and result lie on a real S3 server. */
class S3BackfillIT {
  private static final String HOME = "longtail.home";

  /** The input of the run whose model lies on S3 too. */
  private static final String MIXED = "s3://events/mixed";

  @TempDir static Path folder;
  private static S3Server server;
  private static GeneratedData data;
  private static Path model;
  private static String homeBefore;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(S3Server.missing().isEmpty(), S3Server.missing());
    homeBefore = System.getProperty(HOME);
    System.setProperty(HOME, Path.of("..").toAbsolutePath().normalize().toString());
    server = S3Server.start(folder.resolve("s3"));
    server.createBucket("events");
    server.createBucket("results");
    data = GeneratedDays.generate(folder.resolve("data"), 2, 300);
    server.putAll("events", "january/telemetry", data.telemetry());
    model = SmallModel.writeTo(folder.resolve("model"));
    // What a calibration has found decides on the results as well.
    Files.writeString(model.resolve("near-duplicates.json"), "{\"cosine\": 0.7}");
    server.putAll("events", "models/model", model);
    conf("conf", server.settings());
  }

  /** File systems are known to all of the JVM, and other tests follow in it. */
  @AfterAll
  static void stop() {
    if (server == null) {
      return;
    }
    server.close();
    FileSystem.initialize(new Configuration(), null);
    if (homeBefore == null) {
      System.clearProperty(HOME);
    } else {
      System.setProperty(HOME, homeBefore);
    }
  }

  @Test
  void eventsAndResultOnS3GiveTheBytesOfLocalFiles() throws IOException {
    byte[] broken = "{broken\n".getBytes(StandardCharsets.UTF_8);
    Path input = folder.resolve("input");
    copyOfTelemetry(input);
    Files.write(input.resolve("more.log.1"), broken);
    Files.write(input.resolve("notes.txt"), broken);
    Files.write(input.resolve("_hidden.jsonl"), broken);
    server.putAll("events", "mixed", input);
    Path earlier = folder.resolve("earlier");
    Files.createDirectories(earlier.resolve("exemplars"));
    Files.write(earlier.resolve("exemplars/part.jsonl"), exemplarsOfTheFirstDay());
    server.putAll("results", "earlier", earlier);

    Path local = folder.resolve("local");
    Outcome ofLocal = backfill("conf", input.toString(), local.toString(), earlier.toString());
    assertThat(ofLocal.status()).as(ofLocal.err()).isZero();
    Outcome ofS3 = backfill("conf", MIXED, "s3://results/first/", "s3://results/earlier");
    assertThat(ofS3.status()).as(ofS3.err()).isZero();

    List<String> lines = new ArrayList<>();
    for (Output output : Output.values()) {
      if (output != Output.FUNNEL) {
        List<String> expected = GeneratedDays.sortedLines(local.resolve(output.folder()));
        assertThat(server.sortedLines("results", "first/" + output.folder()))
            .as(output.folder())
            .isEqualTo(expected);
        lines.addAll(expected);
      }
    }
    assertThat(lines).anySatisfy(l -> assertThat(l).contains("more.log.1:1"));
    assertThat(server.sortedLines("results", "first/exemplars"))
        .isNotEmpty()
        .allSatisfy(l -> assertThat(l).contains("\"window\":\"2025-01-02\""));
    for (String file : List.of("funnel.json", "figures.json")) {
      assertThat(server.get("results", "first/" + file))
          .as(file)
          .isEqualTo(Files.readAllBytes(local.resolve(file)));
    }
    assertThat(ofS3.err())
        .contains("not read because of its name: notes.txt")
        .contains(" earlier exemplars", "copying ", "result in s3://results/first/")
        .contains("see s3://results/first/dead-letters")
        .doesNotContain(System.getProperty("java.io.tmpdir") + "/longtail-result");
    assertThat(server.list("results", "first/")).noneMatch(key -> key.contains("may-write"));

    Outcome again = backfill("conf", MIXED, "s3://results/first");
    assertThat(again.status()).isEqualTo(Longtail.FAILED);
    assertThat(again.err()).contains("s3://results/first holds a complete result already");
  }

  /** The second run finds its verdicts on S3 and asks nobody. */
  @Test
  void aClassifierAndWhatWasPaidForLieOnS3() throws IOException {
    server.putAll("events", "models/classifier", classifier());
    List<String> quarantine;
    try (LocalLabelServer judge = LocalLabelServer.start(0)) {
      String[] labels = {
        "--endpoint", judge.url(),
        "--classifier", "s3://events/models/classifier",
        "--cache", "s3://results/verdicts",
        "--label-journal", "s3://results/journal"
      };
      Outcome first = labelled("s3://results/labelled", labels);
      assertThat(first.status()).as(first.err()).isZero();
      assertThat(server.list("results", "verdicts/")).isNotEmpty();
      assertThat(server.list("results", "journal/")).isNotEmpty();
      quarantine = server.sortedLines("results", "labelled/quarantine");
      assertThat(quarantine)
          .anySatisfy(line -> assertThat(line).contains("\"reason\":\"classifier: malicious"))
          .allSatisfy(line -> assertThat(line).containsPattern("\"gate\":\"g1\\+classifier-"));
      assertThat(server.sortedLines("results", "labelled/training-data")).isNotEmpty();
      long asked = judge.answers();
      assertThat(asked).isPositive();

      Outcome second = labelled("s3://results/again", labels);
      assertThat(second.status()).as(second.err()).isZero();
      assertThat(judge.answers()).as("asked again: only what abstained").isLessThan(2 * asked);
    }
    assertThat(server.sortedLines("results", "again/quarantine")).isEqualTo(quarantine);
  }

  /** To it whatever begins with a letter of the first half is malicious. */
  private static Path classifier() throws IOException {
    List<LabelledCommand> rows = new ArrayList<>();
    for (String line : GeneratedDays.lines(data.telemetry())) {
      JsonNode event = Json.MAPPER.readTree(line);
      String cmd = event.get(event.has("cmd") ? "cmd" : "command_line").asText();
      rows.add(new LabelledCommand(cmd, cmd.charAt(0) < 'm' ? Label.MALICIOUS : Label.BENIGN));
    }
    TrainingSet set =
        new TrainingSet("ab", "ab", Arm.BASE, rows, 0, 0, 0, new TrainingSet.Overlap(0, 0));
    Model.train(set, new ModelSettings(20, 1), LineSources.TEXT).save(folder.resolve("classifier"));
    return folder.resolve("classifier");
  }

  private static Outcome labelled(String out, String... labels) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "backfill",
                "--flink-conf",
                folder.resolve("conf").toString(),
                "--input",
                data.telemetry().toString(),
                "--out",
                out,
                "--top-k",
                "30"));
    args.addAll(List.of("--embedding-model", model.toString(), "--parallelism", "2"));
    args.addAll(List.of("--from", "2025-01-01", "--to", "2025-01-02"));
    args.addAll(List.of(labels));
    return Console.run(args.toArray(String[]::new));
  }

  @Test
  void whatIsThereOfAnUnfinishedRunIsReplacedAndWhatIsOfOthersIsNot() throws IOException {
    byte[] old = "{}\n".getBytes(StandardCharsets.UTF_8);
    server.put("results", "taken/anomalies/old.jsonl", old);
    Outcome refused = backfill("conf", "s3://events/january", "s3://results/taken");
    assertThat(refused.status()).isEqualTo(Longtail.FAILED);
    assertThat(refused.err())
        .contains("s3://results/taken/anomalies is there, and no run has made it");
    assertThat(server.get("results", "taken/anomalies/old.jsonl")).isEqualTo(old);

    server.put("results", "taken/.lock", new byte[0]);
    List<String> said = new ArrayList<>();
    BackfillUpload upload = BackfillUpload.to(new Location("s3://results/taken"), said::add);
    result(upload);
    upload.finish();
    assertThat(said.get(0)).contains("removing what an unfinished run left in s3://results/taken");
    assertThat(server.list("results", "taken/"))
        .containsExactly("taken/.lock", "taken/anomalies/new.jsonl", "taken/funnel.json");
  }

  @Test
  void aStateKnowsAModelByItsNameWhereverItLies() {
    String conf = folder.resolve("conf").toString();
    String onS3 = fingerprint(conf, "s3://events/models/model/");
    assertThat(onS3).contains("embedding-model=model", "threshold=0.7");
    assertThat(onS3).isEqualTo(fingerprint(conf, model.toString()));
  }

  private static String fingerprint(String conf, String model) {
    Outcome outcome = Console.run("explain", "--flink-conf", conf, "--embedding-model", model);
    return outcome
        .out()
        .lines()
        .filter(line -> line.startsWith("fingerprint"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(outcome.err()));
  }

  @Test
  void whatCannotBeReadStopsTheRunBeforeTheWork() throws IOException {
    server.put("events", "kinds/a.jsonl", "{\"ts\":1}\n".getBytes(StandardCharsets.UTF_16));
    Outcome outcome = backfill("conf", "s3://events/kinds", "s3://results/kinds");
    assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.err()).contains("s3://events/kinds/a.jsonl: is UTF-16 text");
    server.put("events", "empty/readme.md", new byte[] {1});
    assertThat(backfill("conf", "s3://events/empty", "s3://results/kinds").err())
        .contains("s3://events/empty: the folder holds no .jsonl", "it holds readme.md");
    byte[] broken = "{\"window\":1}\n".getBytes(StandardCharsets.UTF_8);
    server.put("results", "no/exemplars/x.jsonl", broken);
    assertThat(
            backfill("conf", "s3://events/january", "s3://results/kinds", "s3://results/no").err())
        .contains("s3://results/no/exemplars/x.jsonl:1: field window");
    assertThat(server.list("results", "kinds/")).isEmpty();
  }

  /** Each is found within seconds, before the work, and said in one sentence with its option. */
  @Test
  void placesThatCannotBeUsedAreNamedSoon() throws IOException {
    String events = data.telemetry().toString();
    String in = "s3://events/january";
    assertRefused("conf", in + "x", "s3://results/o", "--input s3://events/januaryx: no such file");
    assertRefused(
        "conf",
        "s3://nobucket",
        "s3://results/o",
        "--input s3://nobucket: there is no such bucket");
    assertRefused(
        "conf", events, "s3://nobucket/o", "--out s3://nobucket/o: there is no such bucket");
    assertRefused("conf", events, "gs://bucket/o", "--out gs://bucket/o: Flink has no file system");

    conf("wrong-key", with("s3.access-key", "nobody"));
    assertRefused(
        "wrong-key",
        in,
        "s3://results/o",
        "--input s3://events/january: access denied; check the keys");
    conf("wrong-secret", with("s3.secret-key", "nothing"));
    assertRefused("wrong-secret", events, "s3://results/o", "--out s3://results/o: access denied");
    conf("nobody", with("s3.endpoint", "http://127.0.0.1:9"));
    assertRefused(
        "nobody",
        in,
        "s3://results/o",
        "--input s3://events/january: the endpoint is not reachable: connect to 127.0.0.1:9");
    conf("nowhere", with("s3.endpoint", "http://nowhere.invalid"));
    assertRefused(
        "nowhere",
        in,
        "s3://results/o",
        "--input s3://events/january: the endpoint is not reachable: unknown host nowhere.invalid");
  }

  @Test
  void aResultThatCannotBeCopiedStaysAndTheUserLearnsWhere() throws IOException {
    Configuration impatient = server.settings();
    impatient.setString("fs.s3a.attempts.maximum", "1");
    impatient.setString("fs.s3a.retry.limit", "0");
    Location target = new Location("s3://results/late");
    FileSystems.prepare(() -> impatient, List.of(new FileSystems.Use("--out", target, true)));
    BackfillUpload upload = BackfillUpload.to(target, line -> {});
    result(upload);
    server.stop();
    try {
      assertThatThrownBy(upload::finish)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("the result is complete in " + upload.staging())
          .hasMessageContaining("not reachable")
          .hasMessageContaining("aws s3 cp --recursive --exclude funnel.json " + upload.staging());
    } finally {
      server.startAgain();
    }
    upload.finish();
    assertThat(server.list("results", "late/"))
        .containsExactly("late/.lock", "late/anomalies/new.jsonl", "late/funnel.json");
    assertThat(upload.staging()).doesNotExist();
  }

  private static void assertRefused(String conf, String input, String out, String sentence) {
    Instant start = Instant.now();
    Outcome outcome = backfill(conf, input, out);
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.err()).contains("longtail: " + sentence);
    assertThat(outcome.err().lines().toList()).as(outcome.err()).hasSizeLessThanOrEqualTo(2);
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(60));
  }

  /** What a run leaves for the upload, in small. */
  private static void result(BackfillUpload upload) throws IOException {
    Files.createDirectories(upload.staging().resolve("anomalies"));
    Files.writeString(upload.staging().resolve("anomalies/new.jsonl"), "{}");
    Files.writeString(upload.staging().resolve("funnel.json"), "{}");
    Files.writeString(upload.staging().resolve(".lock"), "");
  }

  /** With these no line of the first day is new. */
  private static List<String> exemplarsOfTheFirstDay() throws IOException {
    long second = Instant.parse("2025-01-02T00:00:00Z").toEpochMilli();
    List<String> lines = new ArrayList<>();
    for (String line : GeneratedDays.lines(data.telemetry())) {
      JsonNode event = Json.MAPPER.readTree(line);
      if (event.get("ts").asLong() < second) {
        lines.add(
            "{\"window\":\"2024-12-31\",\"scale\":\"full\",\"cmd\":%s}"
                .formatted(event.get(event.has("cmd") ? "cmd" : "command_line")));
      }
    }
    return lines;
  }

  private static Configuration with(String key, String value) {
    Configuration settings = server.settings();
    settings.setString(key, value);
    return settings;
  }

  private static void conf(String name, Configuration settings) throws IOException {
    Files.createDirectories(folder.resolve(name));
    Files.writeString(folder.resolve(name).resolve("config.yaml"), S3Server.yaml(settings));
  }

  private static void copyOfTelemetry(Path target) throws IOException {
    Files.createDirectories(target);
    try (var files = Files.list(data.telemetry())) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName().toString()));
      }
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(
          "{\"ts\":1735689611260,\"cmd\":\"packed line\"}\n".getBytes(StandardCharsets.UTF_8));
    }
    Files.createDirectories(target.resolve("below"));
    Files.write(target.resolve("below/packed.jsonl"), packed.toByteArray());
  }

  private static Outcome backfill(String conf, String input, String out, String... earlier) {
    List<String> args =
        new ArrayList<>(
            List.of("backfill", "--flink-conf", folder.resolve(conf).toString(), "--input", input));
    args.addAll(List.of("--out", out, "--from", "2025-01-01", "--top-k", "10"));
    String where = input.equals(MIXED) ? "s3://events/models/model" : model.toString();
    args.addAll(List.of("--parallelism", "2", "--embedding-model", where, "--to", "2025-01-02"));
    for (String each : earlier) {
      args.addAll(List.of("--earlier-exemplars", each));
    }
    return Console.run(args.toArray(String[]::new));
  }
}
