package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.Option;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code longtail validate} and {@code longtail explain}, and the flags made from the options. */
class OptionCommandsTest {
  @TempDir Path folder;

  @Test
  void aValidFileIsCalledSo() {
    Console.Outcome valid = Console.run("validate", "--config", "../flink-conf/longtail.yaml");
    assertThat(valid.status()).as(valid.err()).isZero();
    assertThat(valid.out()).contains("longtail.yaml: valid");
  }

  @Test
  void allThatIsWrongWithAFileIsPrinted() throws IOException {
    Path file = write("job:\n  top-k: many\n  shard: 3\nsink: {files: {path: /data}}\n");
    Console.Outcome invalid = Console.run("validate", "--config", file.toString());
    assertThat(invalid.status()).isEqualTo(Longtail.FAILED);
    assertThat(invalid.err().lines())
        .contains(
            "longtail: " + file + ":2: key job.top-k 'many' is no whole number, e.g. top-k: 100",
            "longtail: "
                + file
                + ":3: key job.shard: there is no such option; nearest is job.shards, e.g. shards:"
                + " 8")
        .anySatisfy(line -> assertThat(line).contains("key source.topic is missing"));
    assertThat(invalid.out()).isEmpty();
    Console.Outcome asBackfill =
        Console.run("validate", "--for", "backfill", "--config", file.toString());
    assertThat(asBackfill.err()).contains("key job.from is missing").doesNotContain("source.topic");
    Console.Outcome none = Console.run("validate", "--config", folder.resolve("no").toString());
    assertThat(none.status()).isEqualTo(Longtail.FAILED);
    assertThat(none.err()).contains("no: cannot be read: no such file or folder");
    assertThat(Console.run("validate").status()).isEqualTo(Longtail.BAD_USAGE);
  }

  @Test
  void ofAFileThatIsNoYamlNothingIsMissing() throws IOException {
    Path file = write("source:\n  topic: [a\n");
    assertThat(Console.run("validate", "--config", file.toString()).err().lines())
        .singleElement()
        .asString()
        .contains(":2: this is no YAML: ");
  }

  @Test
  void everyOptionIsExplained() throws IOException {
    Path file =
        write("job: {top-k: 7, trees: 8}\nsource:\n  properties: {sasl.jaas.config: hunter2}\n");
    Console.Outcome explained =
        Console.run("explain", "--config", file.toString(), "--trees", "9", "--control-arms");
    assertThat(explained.status()).as(explained.err()).isZero();
    assertThat(explained.out())
        .containsPattern("job\\.top-k +7 +" + file + ":1 +anomalies of a window")
        .containsPattern("job\\.trees +9 +flag --trees ")
        .containsPattern("job\\.shards +4 +default ")
        .containsPattern("labeler\\.control-arms +true +flag --control-arms ")
        .containsPattern("\\(secret\\) +(not )?set +environment LONGTAIL_API_KEY")
        .contains("fingerprint of the state: v1 ", "job.shards=4", "sasl.jaas.config")
        .doesNotContain("hunter2");
    for (Option<?> option : Catalogue.ALL) {
      assertThat(explained.out()).containsPattern("(?m)^" + option.name() + " ");
    }
    JsonNode json =
        Json.MAPPER.readTree(Console.run("explain", "--json", "--rule", "published").out());
    assertThat(json.get("options")).hasSize(Catalogue.ALL.size());
    assertThat(json.get("fingerprint").asText()).contains("job.near-duplicates=published");
  }

  @Test
  void whatIsWrongIsSaidBesideWhatIsExplained() throws IOException {
    Console.Outcome flag = Console.run("explain", "--top-k", "many");
    assertThat(flag.status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(flag.out()).containsPattern("job\\.top-k +\\(not valid\\)");
    assertThat(flag.err()).contains("--top-k 'many' is no whole number");
    Path wrong = write("job: {top-k: many}\n");
    Console.Outcome file = Console.run("explain", "--config", wrong.toString());
    assertThat(file.status()).isEqualTo(Longtail.FAILED);
    assertThat(file.err()).contains(wrong + ":1: key job.top-k 'many'");
  }

  @Test
  void thePageOfTheDocumentationIsUpToDate() {
    Console.Outcome page = Console.run("explain", "--markdown");
    assertThat(page.status()).isZero();
    assertThat(Path.of("../docs/configuration.md")).hasContent(page.out());
  }

  @Test
  void theHelpListsTheOptionsOfACommand() {
    String run = Console.run("run", "--help").out();
    Catalogue.ALL.forEach(option -> assertThat(run).contains(option.flag()));
    assertThat(run)
        .contains("localhost:9092", "file:///var/lib/longtail/checkpoints")
        .contains("s3://bucket/longtail/savepoints/savepoint-1234");
    assertThat(run.indexOf("What is computed:")).isLessThan(run.indexOf("--top-k="));
    String backfill = Console.run("backfill", "--help").out();
    assertThat(backfill)
        .contains("--known-exemplars", "--earlier-exemplars", "--rule", "--out-of-orderness")
        .doesNotContain("--source-topic");
    assertThat(Console.run("demo", "--help").out()).contains("--parallelism=", "--top-k=");
  }

  @Test
  void aBackfillTakesTheFileOfAJob() throws IOException {
    Path file = write("job: {top-k: 40000, from: 2025-01-01}\nsource: {topic: not-used}\n");
    String[] backfill = {
      "backfill", "--input", "x", "--out", folder.resolve("o").toString(), "--config", file + ""
    };
    Console.Outcome outcome = Console.run(backfill);
    assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.err())
        .contains(file + ":1: key job.top-k 40000: from 1 to 32,768, the pool")
        .contains("key job.to is missing");
  }

  @Test
  void runReadsItsFileWithFlagsOverIt() throws IOException {
    Path file = write("source: {topic: x}\n");
    Console.Outcome outcome =
        Console.run("run", "--config", file.toString(), "--source-group-id", "g");
    assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.err())
        .contains(file + ": key source.bootstrap-servers is missing")
        .doesNotContain("group-id is missing", "Exception");
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("longtail.yaml"), yaml);
  }
}
