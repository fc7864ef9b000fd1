package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.duplicates.Calibration;
import dev.longtail.detectors.duplicates.MeasuredPair;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.template.CommandTemplate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dedup}, {@code calibrate} and {@code bench-near-duplicates}. */
class NearDuplicateCommandsTest {
  @TempDir Path folder;

  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(stdout, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(stderr, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  @Test
  void dedupKnowsTheExemplarsItIsGiven() throws IOException {
    Path known = lines("known.jsonl", "tar -czf /backup/mysql.tar.gz /var/lib/mysql");
    Path input =
        lines(
            "in.jsonl",
            "rundll32.exe shell32.dll,Control_RunDLL desk.cpl",
            "tar -czf /backup/mysql.tar.gz /var/lib/mysql",
            "rundll32.exe shell32.dll,Control_RunDLL desk.cpl");
    assertThat(Longtail.run("dedup", "--input", input.toString(), "--exemplars", known.toString()))
        .as(err())
        .isZero();
    List<JsonNode> decisions = json();
    assertThat(decisions).hasSize(3);
    assertThat(decisions.get(0).get("exemplar").asBoolean()).isTrue();
    assertThat(decisions.get(1).get("exemplar").asBoolean()).isFalse();
    assertThat(decisions.get(1).get("of").asText()).startsWith("tar");
    assertThat(decisions.get(1).get("cosine").asDouble()).isOne();
    assertThat(decisions.get(0).get("by").isNull()).isTrue();
    assertThat(decisions.get(1).get("by").asText()).isEqualTo("template");
    assertThat(decisions.get(2).get("of").asText()).startsWith("rundll32");
  }

  /** What is unusable keeps its place, also in and behind a chunk that is full. */
  @Test
  void dedupKeepsTheOrderAcrossChunks() throws IOException {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < EmbeddedTemplates.CHUNK + 2; i++) {
      boolean broken = i == 1 || i == EmbeddedTemplates.CHUNK;
      records.add(broken ? "broken" : Json.line(Map.of("cmd", "ls " + (i % 2 == 0 ? "-l" : "-a"))));
    }
    Path input = Files.write(folder.resolve("in.jsonl"), records);
    assertThat(Longtail.run("dedup", "--input", input.toString())).as(err()).isZero();
    List<JsonNode> decisions = json();
    assertThat(decisions).hasSize(records.size());
    for (int i = 0; i < records.size(); i++) {
      JsonNode decision = decisions.get(i);
      if (records.get(i).equals("broken")) {
        assertThat(decision.get("line").asInt()).isEqualTo(i + 1);
        assertThat(decision.get("error").asText()).startsWith("not valid JSON");
      } else {
        assertThat(decision.get("cmd").asText()).isEqualTo("ls " + (i % 2 == 0 ? "-l" : "-a"));
        assertThat(decision.get("exemplar").asBoolean())
            .as("line " + i)
            .isEqualTo(i == 0 || i == 3);
      }
    }
    assertThat(err()).contains("1,002 records, 2 of them unusable");
  }

  @Test
  void aBrokenCalibrationOfAModelIsNamedWithTheWayToMendIt() throws IOException {
    Path model = Files.createDirectories(folder.resolve("model"));
    Files.writeString(model.resolve("model.onnx"), "");
    Files.writeString(model.resolve("tokenizer.json"), "{}");
    Files.writeString(model.resolve("near-duplicates.json"), "{\"cosine\" 0.8");
    Path input = lines("in.jsonl", "ls");
    assertThat(
            Longtail.run(
                "dedup", "--input", input.toString(), "--embedding-model", model.toString()))
        .isEqualTo(Longtail.FAILED);
    assertThat(err())
        .contains("near-duplicates.json: not valid JSON", "longtail calibrate writes it anew")
        .doesNotContain("byte[]", "Source");
  }

  /** A flag makes another command, whatever the embedding says. */
  @Test
  void theRulesDifferWhereAFlagDoes() throws IOException {
    String enable = "netsh advfirewall firewall set rule group=remote --enable";
    String disable = "netsh advfirewall firewall set rule group=remote --disable";
    Path input = lines("in.jsonl", enable, disable);
    assertThat(Longtail.run("dedup", "--input", input.toString(), "--threshold", "0.8")).isZero();
    assertThat(json()).extracting(d -> d.get("exemplar").asBoolean()).containsExactly(true, true);
    stdout.reset();
    assertThat(Longtail.run("dedup", "--input", input.toString(), "--rule", "published")).isZero();
    assertThat(json()).extracting(d -> d.get("exemplar").asBoolean()).containsExactly(true, false);
    assertThat(json().get(1).get("cosine").asDouble()).isBetween(0.8, 1.0);
    assertThat(json().get(1).get("by").asText()).isEqualTo("cosine");
  }

  @Test
  void aFileOfExemplarsThatCannotBeUsedEndsTheCommand() throws IOException {
    Path known = Files.writeString(folder.resolve("known.jsonl"), "{\"x\":1}\n");
    Path input = lines("in.jsonl", "ls");
    assertThat(Longtail.run("dedup", "--input", input.toString(), "--exemplars", known.toString()))
        .isEqualTo(Longtail.FAILED);
    assertThat(err()).contains("known.jsonl:1", "command_line");
  }

  /** Vectors of which the cosine is known: the angle is the number behind the @. */
  private static float[] fake(String template) {
    double angle = Double.parseDouble(template.substring(template.lastIndexOf('@') + 1));
    return new float[] {(float) Math.cos(angle), (float) Math.sin(angle)};
  }

  @Test
  void pairsAreMeasuredByTheirTemplates() throws IOException {
    Path pairs =
        Files.writeString(
            folder.resolve("pairs.jsonl"),
            """
            {"a":"ls","b":"ls","duplicate":true,"kind":"number"}
            {"a":"ls","b":"whoami --all","duplicate":false}
            """);
    List<String> embedded = new ArrayList<>();
    List<MeasuredPair> measured =
        CalibrateCommand.measure(
            pairs,
            templates -> {
              embedded.addAll(templates);
              return templates.stream()
                  .map(t -> t.equals(CommandTemplate.of("ls")) ? fake("@0") : fake("@1.0471976"))
                  .toList();
            });
    assertThat(embedded).as("each template once").hasSize(2);
    assertThat(measured.get(0)).isEqualTo(new MeasuredPair("number", true, true, true, 1));
    assertThat(measured.get(1).kind()).isEqualTo("other");
    assertThat(measured.get(1).sameShape()).isFalse();
    assertThat(measured.get(1).cosine()).isBetween(0.499, 0.501);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":"x","b":"y"}                             | field duplicate
          {"a":"x","b":"y","duplicate":"yes"}           | field duplicate
          {"a":"x","duplicate":true}                    | field b
          {"a":1,"b":"y","duplicate":true}              | field a
          {"a":"x","b":"y","duplicate":true,"kind":[]}  | field kind
          """)
  void saysWhichPairIsUnusable(String pair, String message) throws IOException {
    Path pairs = Files.writeString(folder.resolve("pairs.jsonl"), pair + "\n");
    assertThatThrownBy(() -> CalibrateCommand.measure(pairs, templates -> List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("pairs.jsonl:1")
        .hasMessageContaining(message);
  }

  @Test
  void tooFewPairsFailWithTheNumberNeeded() throws IOException {
    Path pairs =
        Files.writeString(
            folder.resolve("pairs.jsonl"), "{\"a\":\"ls\",\"b\":\"ls\",\"duplicate\":true}\n");
    assertThat(Longtail.run("calibrate", "--pairs", pairs.toString())).isEqualTo(Longtail.FAILED);
    assertThat(err()).contains("at least 299 are needed").doesNotContain("\tat ");
  }

  @Test
  void aCalibrationSaysWhatEachKindLoses() throws IOException {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      pairs.add(pair("ls", "ls", true, "same"));
      pairs.add(pair("ls", "whoami --all", false, "other-tool"));
    }
    Path file = Files.write(folder.resolve("pairs.jsonl"), pairs);
    Path out = folder.resolve("out.json");
    assertThat(Longtail.run("calibrate", "--pairs", file.toString(), "--out", out.toString()))
        .as(err())
        .isZero();
    JsonNode result = Json.MAPPER.readTree(out.toFile());
    assertThat(json()).containsExactly(result);
    assertThat(result.get("model").asText()).isEqualTo("all-MiniLM-L6-v2");
    assertThat(result.get("cosine").asDouble()).isEqualTo(Calibration.LOWEST);
    assertThat(result.get("kinds")).hasSize(2);
    assertThat(err()).contains("recall", "false merges", "100.00", "0.00", "400");
  }

  @Test
  void theBenchFindsWhatComparingWithAllFinds() throws IOException {
    Path input =
        lines(
            "in.jsonl",
            "tar -czf /backup/mysql.tar.gz /var/lib/mysql",
            "rundll32.exe shell32.dll,Control_RunDLL desk.cpl",
            "git commit --amend",
            "kubectl get pods");
    assertThat(
            Longtail.run(
                "bench-near-duplicates",
                "--input",
                input.toString(),
                "--exemplars",
                "300",
                "--queries",
                "50"))
        .as(err())
        .isZero();
    assertThat(json())
        .hasSize(2)
        .allSatisfy(
            measured -> {
              assertThat(measured.get("exemplars").asInt()).isEqualTo(300);
              assertThat(measured.get("matches").asInt()).isPositive();
              assertThat(measured.get("recall").asDouble()).isOne();
            });
    assertThat(err()).contains("insert us", "published", "shapes");
  }

  private Path lines(String name, String... lines) throws IOException {
    List<String> records = new ArrayList<>();
    for (String line : lines) {
      records.add(Json.line(Map.of("cmd", line)));
    }
    return Files.write(folder.resolve(name), records);
  }

  private static String pair(String a, String b, boolean duplicate, String kind) {
    return Json.line(Map.of("a", a, "b", b, "duplicate", duplicate, "kind", kind));
  }

  private List<JsonNode> json() throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (String line : stdout.toString(StandardCharsets.UTF_8).lines().toList()) {
      records.add(Json.MAPPER.readTree(line));
    }
    return records;
  }

  private String err() {
    return stderr.toString(StandardCharsets.UTF_8);
  }
}
