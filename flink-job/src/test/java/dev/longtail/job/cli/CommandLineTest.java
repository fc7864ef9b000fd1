package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.cli.Console.Outcome;
import dev.longtail.udfs.features.ExpertFeatures;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.WindowsTwins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exit statuses, messages and the commands that run one stage alone. */
class CommandLineTest {
  @TempDir Path folder;

  @RegisterExtension private final Console console = new Console();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "look",
        "run",
        "topics",
        "status",
        "stop",
        "validate",
        "explain",
        "backfill",
        "figures",
        "review",
        "train",
        "train-sharded",
        "evaluate",
        "release",
        "passport",
        "score",
        "parse",
        "features",
        "template",
        "embed",
        "dedup",
        "calibrate",
        "label",
        "redact",
        "label-server",
        "rules",
        "generate",
        "detect",
        "bench",
        "bench-near-duplicates",
        "bench-embedding"
      })
  void everyCommandHasHelp(String command) {
    assertThat(Longtail.run(command, "--help")).isZero();
    assertThat(console.out()).contains("Usage: longtail " + command);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''
          nonsense
          backfill
          backfill --input x --from yesterday --to 2025-01-31 --out o
          backfill --input x --from 2025-01-31 --to 2025-01-01 --out o
          backfill --input x --from 2025-01-01 --to 2025-01-31 --out o --top-k 0
          backfill --input x --from 2025-01-01 --to 2025-01-31 --out o --shards 200
          backfill --input x --from 2025-01-01 --to 2025-01-31 --out o --parallelism 0
          backfill --input x --from 2025-01-01 --to 2025-01-31 --out o --threshold 1.5
          backfill --input x --from 2025-01-01 --to 2025-01-31 --out o --labels file.jsonl
          backfill --input x --from 2025-01-01 --to 2025-01-31 --out o --labels truth:f --endpoint http://h
          backfill --input x --from 2025-01-01 --to 2025-01-31 --out o --model m
          dedup --input x --threshold 2
          dedup --input x --rule mine
          calibrate
          calibrate --pairs x --max-false-merges 0
          bench-near-duplicates
          bench-near-duplicates --input x --exemplars 0
          figures --input x
          figures --input x --out f --window P0D
          embed --input x --parallelism 0
          bench-embedding
          bench-embedding --input x --rounds 0
          features
          features --input x --describe
          features --input x --markdown
          review
          review sample --input x
          review sample --input x --out o --size many
          review score --sample s
          run
          topics
          topics --config ../flink-conf/longtail.yaml --partitions 0
          status
          stop
          stop --config x --rest http://[
          """)
  void badUsage(String arguments) {
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ");
    assertThat(Longtail.run(words)).as(console.err()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(console.err()).contains("longtail").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --top-k 0        | --top-k 0: from 1 to the pool, e.g. --top-k 100
          --top-k 40000    | --top-k 40000: from 1 to 32,768, the pool, e.g. --top-k 100
          --threshold 1.5  | --threshold 1.5: from 0 to 1, e.g. --threshold 0.85
          --trees 0        | --trees 0: 1 or more, e.g. --trees 200
          --extension -1   | --extension -1: from 0 to 2,191, e.g. --extension 1
          --extension 2192 | --extension 2192: from 0 to 2,191, e.g. --extension 1
          --window PT0S    | --window PT0S: whole seconds from PT1S to P366D, e.g. --window PT12H
          --window PT0.5S  | --window PT0.5S: whole seconds from PT1S to P366D, e.g. --window PT12H
          --window -PT1H   | --window PT-1H: whole seconds from PT1S to P366D, e.g. --window PT12H
          --window P9999999999999D | whole seconds from PT1S to P366D, e.g. --window PT12H
          --shards 0       | --shards 0: from 1 to 128, e.g. --shards 8
          --shards 129     | --shards 129: from 1 to 128, e.g. --shards 8
          --pool 0         | --pool 0: 1 or more, e.g. --pool 65536
          --unique-limit 9 | --unique-limit 9: 1,024 or more, e.g. --unique-limit 1048576
          --parallelism 0  | --parallelism 0: from 1 to 128, e.g. --parallelism 2
          --window 12h     | '12h' is no period; write hours as PT12H
          --from 2025-02-30 | '2025-02-30' is no date; year, month and day are wanted
          --sample-count 99999999999 | '99999999999' is too large; at most 2147483647
          --top-k many     | --top-k 'many' is no whole number, e.g. --top-k 100
          --sample-share some | --sample-share 'some' is no number, e.g. --sample-share 0.08
          --rule foo       | 'foo' is none of shapes, published
          --scale foo      | 'foo' is none of full, reduced, both
          --out-of-orderness -PT1S | --out-of-orderness PT-1S: from PT0S to P366D, e.g. --out-of-orderness PT2H
          --control-arms=no | --control-arms 'no' is neither true nor false, e.g. --control-arms
          --profile foo    | 'foo' is none of plain, openai, openai_reasoning, azure, ollama, vllm, llamacpp,
          """)
  void anOptionOutOfRangeIsNamedWithItsRange(String option, String message) {
    String backfill = "backfill --input x --to 2025-01-31 --out o " + option;
    backfill += option.contains("--from") ? "" : " --from 2025-01-01";
    assertThat(Longtail.run(backfill.strip().split(" "))).isEqualTo(Longtail.BAD_USAGE);
    assertThat(console.err()).contains(message).doesNotContain("java", "Exception");
  }

  @Test
  void eachLineOfTheListOfCommandsIsASentence() {
    assertThat(Longtail.run("--help")).isZero();
    List<String> commands =
        console
            .out()
            .lines()
            .dropWhile(line -> !line.startsWith("Commands:"))
            .skip(1)
            .takeWhile(line -> !line.isBlank())
            .toList();
    assertThat(commands).hasSizeGreaterThan(15).allSatisfy(line -> assertThat(line).endsWith("."));
  }

  @Test
  void whatCannotBeDoneFailsWithAMessageAndNoStackTrace() throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    backfillFails(folder.resolve("empty"), folder.resolve("out"), "holds no .jsonl");
    backfillFails(folder.resolve("missing"), folder.resolve("out"), "no such file or folder");
    Path noGzip = Files.writeString(folder.resolve("x.jsonl.gz"), "{}");
    backfillFails(noGzip, folder.resolve("out"), "its name says gzip, its content is not");
    Path file =
        Files.writeString(folder.resolve("f.jsonl"), "{\"ts\":1735689611260,\"cmd\":\"ls\"}\n");
    backfillFails(file, file.resolve("out"), "cannot write to");
    assertThat(console.err()).doesNotContain("\tat ");
  }

  private void backfillFails(Path input, Path out, String message) {
    int status =
        Longtail.run(
            "backfill",
            "--input",
            input.toString(),
            "--out",
            out.toString(),
            "--from",
            "2025-01-01",
            "--to",
            "2025-01-02");
    assertThat(status).isEqualTo(Longtail.FAILED);
    assertThat(console.err()).contains(message);
  }

  @Test
  void templatesGiveOneRecordForEachInOrder() throws IOException {
    Path input = folder.resolve("lines.jsonl");
    Files.writeString(input, "{\"cmd\":\"kill -9 4711\"}\n{\"command_line\":\"ls\"}\n");
    assertThat(Longtail.run("template", "--input", input.toString())).isZero();
    assertThat(console.out().lines())
        .containsExactly(
            "{\"cmd\":\"kill -9 4711\",\"template\":\"kill -<num> <num>\"}",
            "{\"cmd\":\"ls\",\"template\":\"ls\"}");
  }

  @Test
  void featuresGiveOneRecordForEachInOrder() throws IOException {
    Path input =
        Files.writeString(
            folder.resolve("in.jsonl"),
            "{\"cmd\":\"echo a\"}\nbroken\n{\"command_line\":\"ls\"}\n{\"x\":1}\n");
    assertThat(Longtail.run("features", "--input", input.toString())).isZero();
    List<String> lines = console.out().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(Json.MAPPER.readTree(lines.get(0)).at("/features/marker_echo").asInt()).isOne();
    assertThat(lines.get(1)).contains("error", "\"line\":2");
    assertThat(Json.MAPPER.readTree(lines.get(2)).get("cmd").asText()).isEqualTo("ls");
    assertThat(lines.get(3)).contains("error", "command_line");
    assertThat(console.err()).contains("4 records, 2 of them unusable");
  }

  @Test
  void figuresAreWrittenBesideTheCountsAndNeverAmongThem() throws IOException {
    Path counts = Files.createDirectories(folder.resolve("funnel"));
    Files.writeString(
        counts.resolve("a.jsonl"),
        "{'window':'2025-01-05T12:00:00Z','scale':'full','stage':'UNIQUE','place':'a','count':3}"
            .replace('\'', '"'));
    String input = counts.toString();
    String among = counts.resolve("figures.json").toString();
    assertThat(Longtail.run("figures", "--input", input, "--out", among, "--window", "PT12H"))
        .isEqualTo(Longtail.FAILED);
    assertThat(console.err()).contains("lies in the input");
    Path beside = folder.resolve("figures.json");
    assertThat(Longtail.run("figures", "--input", input, "--out", beside.toString()))
        .isEqualTo(Longtail.FAILED);
    assertThat(console.err()).contains("a.jsonl:1: field \"window\"");
    assertThat(
            Longtail.run(
                "figures", "--input", input, "--out", beside.toString(), "--window", "PT12H"))
        .isZero();
    assertThat(Json.MAPPER.readTree(beside.toFile()).at("/0/unique").asLong()).isEqualTo(3);
    assertThat(console.err()).doesNotContain("WARN", "\tat ");
  }

  @Test
  void figuresOfABackfillsOwnFileAreRefusedWithTheWayOut() throws IOException {
    Path funnel = Files.writeString(folder.resolve("funnel.json"), "{\n  \"windows\": []\n}\n");
    Path out = folder.resolve("out.json");
    assertThat(Longtail.run("figures", "--input", funnel.toString(), "--out", out.toString()))
        .isEqualTo(Longtail.FAILED);
    assertThat(console.err()).contains("funnel.json is a file", "is the folder of");
    assertThat(out).doesNotExist();
  }

  @Test
  void whereNothingCanBeWrittenTheReasonIsSaid() throws IOException {
    Path input = Files.writeString(folder.resolve("in.jsonl"), "{\"cmd\":\"ls\"}\n");
    Path out = folder.resolve("nowhere/out.jsonl");
    assertThat(Longtail.run("template", "--input", input.toString(), "--out", out.toString()))
        .isEqualTo(Longtail.FAILED);
    assertThat(console.err()).contains("cannot write " + out + ": no such file or folder");
    assertThat(console.err()).doesNotContain(".part");
  }

  @Test
  void oneIsCountedInTheSingular() throws IOException {
    Path input = Files.writeString(folder.resolve("in.jsonl"), "{\"ts\":1,\"cmd\":\"ls\"}\n");
    assertThat(Longtail.run("parse", "--input", input.toString())).isZero();
    assertThat(console.err()).contains("1 record: 1 process start, 0 dead letters");
  }

  @Test
  void anOutputIsNeverOneOfTheInputs() throws IOException {
    String events = "{\"cmd\":\"ls\"}\n";
    Path input = Files.writeString(folder.resolve("in.jsonl"), events);
    assertThat(Longtail.run("features", "--input", input.toString(), "--out", input.toString()))
        .isEqualTo(Longtail.FAILED);
    assertThat(console.err()).contains("is one of the input's files");
    assertThat(input).hasContent(events);
  }

  @Test
  void anOutputAppearsWholeOrNotAtAll() throws IOException {
    Path out = folder.resolve("out.jsonl");
    Path input = Files.writeString(folder.resolve("in.jsonl.gz"), "no gzip");
    assertThat(Longtail.run("features", "--input", input.toString(), "--out", out.toString()))
        .isEqualTo(Longtail.FAILED);
    assertThat(folder.toFile().list()).containsExactly("in.jsonl.gz");
  }

  @Test
  void featuresAreDescribed() {
    assertThat(Longtail.run("features", "--describe")).isZero();
    assertThat(console.out().lines()).hasSize(ExpertFeatures.count() + 2);
    assertThat(console.out()).contains("tfidf:<token> ", "token:<token> ");
  }

  @Test
  void theListOfFeaturesInTheDocumentationIsUpToDate() throws IOException {
    assertThat(Longtail.run("features", "--describe", "--markdown")).isZero();
    assertThat(Path.of("../docs/features.md")).hasContent(console.out());
  }

  @Test
  void theListOfFormatsInTheDocumentationIsUpToDate() throws IOException {
    assertThat(Longtail.run("parse", "--describe", "--markdown")).isZero();
    assertThat(Path.of("../docs/formats.md")).hasContent(console.out());
  }

  @Test
  void parseCountsTwinsOrLeavesThemOut() throws IOException {
    Path input = folder.resolve("in.jsonl");
    Files.write(
        input,
        List.of(
            WindowsTwins.security("h", 7, 1_736_078_400_000L, "whoami"),
            WindowsTwins.sysmon("h", 7, 1_736_078_400_003L, "whoami"),
            WindowsTwins.security("h", 8, 1_736_078_400_000L, "id")));
    Path summary = folder.resolve("summary.json");
    List<String> counts =
        List.of("\"skipped\":0,\"dead_letters\":0,\"twins\":1", "\"twins\":1", "\"twins\":0");
    List<String> told =
        List.of("3 process starts (of these 1 twin), ", "1 twin of a S", "starts, 0");
    List<String> modes = List.of("count", "once", "off");
    for (int i = 0; i < modes.size(); i++) {
      Outcome outcome =
          Console.run(
              "parse",
              "--twins",
              modes.get(i),
              "--input",
              input.toString(),
              "--summary",
              summary.toString());
      assertThat(outcome.status()).isZero();
      assertThat(outcome.out().lines()).hasSize(modes.get(i).equals("once") ? 2 : 3);
      assertThat(outcome.err()).contains(told.get(i));
      assertThat(Files.readString(summary)).contains(counts.get(i));
    }
  }

  @Test
  void eventsThatAreNoProcessStartAreAnAnswer() throws IOException {
    Path input =
        Files.writeString(
            folder.resolve("in.jsonl"),
            "{\"EventID\":4689,\"Channel\":\"Security\",\"EventTime\":\"2025-01-05T12:00:00Z\"}\n");
    Path summary = folder.resolve("summary.json");
    assertThat(
            Longtail.run(
                "parse",
                "--format",
                "winsec",
                "--input",
                input.toString(),
                "--summary",
                summary.toString()))
        .isZero();
    assertThat(Files.readString(summary).strip())
        .isEqualTo(
            "{\"records\":1,\"process_starts\":0,\"skipped\":1,\"dead_letters\":0,"
                + "\"twins\":0,\"skipped_by_reason\":{\"other event id\":1}}");
  }

  @Test
  void featuresTakeTheInputAsOneWindow() throws IOException {
    Path input =
        Files.writeString(
            folder.resolve("in.jsonl"),
            """
            {"cmd":"curl a1"}
            {"cmd":"curl a1"}
            {"cmd":"curl curl"}
            """);
    assertThat(Longtail.run("features", "--input", input.toString())).isZero();
    List<String> lines = console.out().lines().toList();
    JsonNode first = Json.MAPPER.readTree(lines.get(0));
    assertThat(first.get("tokens").toString()).isEqualTo("[\"curl\",\"a*\"]");
    assertThat(first.get("features").get("token:a*").asDouble()).isEqualTo(1);
    // Two unique commands, both with curl, one with a*.
    double rare = Math.log(3.0 / 2) + 1;
    assertThat(first.get("features").get("tfidf:a*").asDouble())
        .isCloseTo(rare / Math.hypot(rare, 1), within(1e-12));
    assertThat(lines.get(1)).isEqualTo(lines.get(0));
    JsonNode last = Json.MAPPER.readTree(lines.get(2)).get("features");
    assertThat(last.get("tfidf:curl").asDouble()).isEqualTo(1);
    assertThat(last.has("token:a*")).isFalse();
  }

  @Test
  void parseCountsWhatItRead() throws IOException {
    Path input =
        Files.writeString(
            folder.resolve("in.jsonl"), "{\"ts\":1735689611260,\"cmd\":\"ls\"}\n{\"ts\":1}\n");
    Path summary = folder.resolve("summary.json");
    assertThat(Longtail.run("parse", "--input", input.toString(), "--summary", summary.toString()))
        .isZero();
    assertThat(Json.MAPPER.readTree(console.out()).get("command_line").asText()).isEqualTo("ls");
    assertThat(Files.readString(summary).strip())
        .isEqualTo(
            "{\"records\":2,\"process_starts\":1,\"skipped\":0,\"dead_letters\":1,"
                + "\"twins\":0,\"skipped_by_reason\":{}}");
    assertThat(console.err()).contains("in.jsonl:2: field command_line: missing");
  }

  @Test
  void dedupNamesTheExemplar() throws IOException {
    Path input =
        Files.writeString(
            folder.resolve("in.jsonl"),
            """
            {"cmd":"tar -czf /backup/db-2025-01-01.tar.gz /var/lib/mysql"}
            {"cmd":"tar -czf /backup/db-2025-01-02.tar.gz /var/lib/mysql"}
            {"cmd":"rundll32.exe shell32.dll,Control_RunDLL desk.cpl"}
            """);
    assertThat(Longtail.run("dedup", "--input", input.toString(), "--rule", "published")).isZero();
    List<String> lines = console.out().lines().toList();
    assertThat(lines.get(0)).contains("\"exemplar\":true");
    assertThat(lines.get(1))
        .contains("\"exemplar\":false", "\"of\":\"tar -czf /backup/db-2025-01-01");
    assertThat(lines.get(2)).contains("\"exemplar\":true");
  }
}
