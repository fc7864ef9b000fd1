package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.longtail.job.cli.Console.Outcome;
import dev.longtail.job.graph.Output;
import dev.longtail.job.run.BackfillUpload;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.job.run.S3Server;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.io.InputException;
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
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backfill whose events, earlier exemplars and result lie on a real S3 server. */
class S3BackfillIT {
  private static final String HOME = "longtail.home";

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

    Path local = folder.resolve("local");
    Outcome ofLocal = backfill("conf", input.toString(), local.toString());
    assertThat(ofLocal.status()).as(ofLocal.err()).isZero();
    Outcome ofS3 = backfill("conf", "s3://events/mixed", "s3://results/first/");
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
    assertThat(lines).hasSizeGreaterThan(50).anySatisfy(l -> assertThat(l).contains("more.log.1:1"));
    for (String file : List.of("funnel.json", "figures.json")) {
      assertThat(server.get("results", "first/" + file))
          .as(file)
          .isEqualTo(Files.readAllBytes(local.resolve(file)));
    }
    assertThat(ofS3.err())
        .contains("not read because of its name: notes.txt")
        .contains("copying ", "result in s3://results/first/")
        .contains("see s3://results/first/dead-letters")
        .doesNotContain(System.getProperty("java.io.tmpdir") + "/longtail-result");
    assertThat(server.list("results", "first/")).noneMatch(key -> key.contains("may-write"));

    Outcome again = backfill("conf", "s3://events/mixed", "s3://results/first");
    assertThat(again.status()).isEqualTo(Longtail.FAILED);
    assertThat(again.err()).contains("s3://results/first holds a complete result already");
  }

  @Test
  void earlierExemplarsOnS3CountAsLocalOnes() throws IOException {
    Path first = folder.resolve("day-one");
    String events = data.telemetry().toString();
    Outcome one = backfill("conf", events, first.toString(), "2025-01-01");
    assertThat(one.status()).as(one.err()).isZero();
    server.putAll("results", "day-one", first);

    Path local = folder.resolve("with-local");
    Outcome ofLocal =
        backfill("conf", events, local.toString(), "2025-01-02", "--earlier-exemplars", first.toString());
    assertThat(ofLocal.status()).as(ofLocal.err()).isZero();
    Path other = folder.resolve("with-s3");
    Outcome ofS3 =
        backfill(
            "conf",
            "s3://events/january/telemetry",
            other.toString(),
            "2025-01-02",
            "--earlier-exemplars",
            "s3://results/day-one");
    assertThat(ofS3.status()).as(ofS3.err()).isZero();
    assertThat(ofS3.err()).contains(" earlier exemplars");
    assertThat(GeneratedDays.sortedLines(other.resolve("near-duplicates")))
        .isNotEmpty()
        .isEqualTo(GeneratedDays.sortedLines(local.resolve("near-duplicates")));

    server.put("results", "no/exemplars/x.jsonl", "{\"window\":1}\n".getBytes(StandardCharsets.UTF_8));
    Outcome wrong =
        backfill(
            "conf",
            events,
            folder.resolve("wrong").toString(),
            "2025-01-02",
            "--earlier-exemplars",
            "s3://results/no");
    assertThat(wrong.status()).isEqualTo(Longtail.FAILED);
    assertThat(wrong.err()).contains("s3://results/no/exemplars/x.jsonl:1: field window");
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
    Outcome done = backfill("conf", "s3://events/january", "s3://results/taken");
    assertThat(done.status()).as(done.err()).isZero();
    assertThat(done.err()).contains("removing what an unfinished run left");
    assertThat(server.list("results", "taken/"))
        .contains("taken/funnel.json")
        .doesNotContain("taken/anomalies/old.jsonl");
  }

  @Test
  void aFileOfAnotherKindStopsTheRunBeforeTheWork() throws IOException {
    server.put("events", "kinds/a.jsonl", "{\"ts\":1}\n".getBytes(StandardCharsets.UTF_16));
    Outcome outcome = backfill("conf", "s3://events/kinds", "s3://results/kinds");
    assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.err()).contains("s3://events/kinds/a.jsonl: is UTF-16 text");
    server.put("events", "empty/readme.md", new byte[] {1});
    assertThat(backfill("conf", "s3://events/empty", "s3://results/kinds").err())
        .contains("s3://events/empty: the folder holds no .jsonl", "it holds readme.md");
    assertThat(server.list("results", "kinds/")).isEmpty();
  }

  /** Each is found within seconds, before the work, and said in one sentence with its option. */
  @Test
  void placesThatCannotBeUsedAreNamedSoon() throws IOException {
    String events = data.telemetry().toString();
    String in = "s3://events/january";
    assertRefused("conf", in + "x", "s3://results/o", "--input s3://events/januaryx: no such file");
    assertRefused("conf", "s3://nobucket", "s3://results/o", "--input s3://nobucket: there is no such bucket");
    assertRefused("conf", events, "s3://nobucket/o", "--out s3://nobucket/o: there is no such bucket");
    assertRefused("conf", events, "gs://bucket/o", "--out gs://bucket/o: Flink has no file system");

    conf("wrong-key", with("s3.access-key", "nobody"));
    assertRefused("wrong-key", in, "s3://results/o", "--input s3://events/january: access denied; check the keys");
    conf("wrong-secret", with("s3.secret-key", "nothing"));
    assertRefused("wrong-secret", events, "s3://results/o", "--out s3://results/o: access denied");
    conf("nobody", with("s3.endpoint", "http://127.0.0.1:9"));
    assertRefused("nobody", in, "s3://results/o", "--input s3://events/january: the endpoint is not reachable: connect to 127.0.0.1:9");
    conf("nowhere", with("s3.endpoint", "http://nowhere.invalid"));
    assertRefused("nowhere", in, "s3://results/o", "the endpoint is not reachable: unknown host nowhere.invalid");
  }

  @Test
  void aResultThatCannotBeCopiedStaysAndTheUserLearnsWhere() throws IOException {
    Configuration impatient = server.settings();
    impatient.setString("fs.s3a.attempts.maximum", "1");
    impatient.setString("fs.s3a.retry.limit", "0");
    Location target = new Location("s3://results/late");
    FileSystems.prepare(() -> impatient, List.of(new FileSystems.Use("--out", target, true)));
    BackfillUpload upload = BackfillUpload.to(target, line -> {});
    Files.writeString(upload.staging().resolve("funnel.json"), "{}");
    Files.writeString(upload.staging().resolve(".lock"), "");
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
    assertThat(server.list("results", "late/")).contains("late/funnel.json");
    assertThat(upload.staging()).doesNotExist();
  }

  private static void assertRefused(String conf, String input, String out, String sentence) {
    Instant start = Instant.now();
    Outcome outcome = backfill(conf, input, out);
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.err()).contains("longtail: " + sentence.replaceFirst("^the ", "the "));
    assertThat(outcome.err().lines().toList()).as(outcome.err()).hasSizeLessThanOrEqualTo(2);
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(60));
  }

  private static Configuration with(String key, String value) {
    Configuration settings = server.settings();
    settings.setString(key, value);
    return settings;
  }

  private static void conf(String name, Configuration settings) throws IOException {
    StringBuilder yaml = new StringBuilder();
    for (Map.Entry<String, String> each : settings.toMap().entrySet()) {
      yaml.append(each.getKey()).append(": \"").append(each.getValue()).append("\"\n");
    }
    Files.createDirectories(folder.resolve(name));
    Files.writeString(folder.resolve(name).resolve("config.yaml"), yaml);
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
      out.write("{\"ts\":1735689611260,\"cmd\":\"packed line\"}\n".getBytes(StandardCharsets.UTF_8));
    }
    Files.createDirectories(target.resolve("below"));
    Files.write(target.resolve("below/packed.jsonl"), packed.toByteArray());
  }

  private static Outcome backfill(String conf, String input, String out, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("backfill", "--flink-conf", folder.resolve(conf).toString(), "--input", input));
    args.addAll(List.of("--out", out, "--from", "2025-01-01", "--top-k", "10"));
    args.addAll(List.of("--parallelism", "2", "--embedding-model", model.toString()));
    args.addAll(List.of("--threshold", "0.8", "--to"));
    args.addAll(more.length == 0 ? List.of("2025-01-02") : List.of(more));
    return Console.run(args.toArray(String[]::new));
  }
}
