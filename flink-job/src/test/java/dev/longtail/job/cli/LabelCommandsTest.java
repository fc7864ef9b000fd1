package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelCommandsTest {
  @TempDir private Path folder;

  @RegisterExtension private final Console console = new Console();

  private String input(String... lines) throws IOException {
    return Files.write(folder.resolve("in.jsonl"), List.of(lines)).toString();
  }

  private List<JsonNode> output() throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("out.jsonl"))) {
      records.add(Json.MAPPER.readTree(line));
    }
    return records;
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--out");
    all.add(folder.resolve("out.jsonl").toString());
    return Longtail.run(all.toArray(String[]::new));
  }

  @Test
  void labelsByTruthInOrder() throws IOException {
    Path truth =
        Files.writeString(
            folder.resolve("truth.jsonl"),
            """
            {"cmd":"ls","label":"benign"}
            {"cmd":"evil","label":"malicious"}
            {"cmd":"xmrig -o pool:1","label":"benign"}
            """);
    String in =
        input(
            "{\"cmd\":\"evil\"}",
            "{\"command_line\":\"ls\"}",
            "{\"cmd\":\"xmrig -o pool:1\"}",
            "{\"cmd\":\"unheard of\"}",
            "{\"no\":\"line\"}",
            "broken");

    assertThat(run("label", "--input", in, "--labels", "truth:" + truth)).isZero();

    List<JsonNode> records = output();
    assertThat(records).hasSize(6);
    assertThat(records.get(0).path("verdict").asText()).isEqualTo("MALICIOUS");
    assertThat(records.get(0).path("reason").asText()).isEqualTo("malicious");
    assertThat(records.get(1))
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"cmd":"ls","verdict":"BENIGN","admitted":true,"reason":"benign",
                 "explanation":"benign in the truth file","model":"truth:truth.jsonl",
                 "prompt_version":""}
                """));
    assertThat(records.get(2).path("verdict").asText()).isEqualTo("BENIGN");
    assertThat(records.get(2).path("admitted").asBoolean()).isFalse();
    assertThat(records.get(2).path("reason").asText()).startsWith("veto: ");
    assertThat(records.get(3).path("reason").asText())
        .isEqualTo("abstained: not in the truth file");
    assertThat(records.get(4).path("error").asText()).contains("in.jsonl:5");
    assertThat(records.get(5).path("error").asText()).contains("not valid JSON");
  }

  @Test
  void aProbeSaysWhatWorks() throws IOException {
    try (LocalLabelServer server = LocalLabelServer.start(0)) {
      assertThat(Longtail.run("probe", "--endpoint", server.url(), "--token-price", "0.6"))
          .isZero();
      assertThat(console.out())
          .contains("known attack         ok   MALICIOUS")
          .contains("1,000 verdicts cost");
    }
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String nobody = "http://127.0.0.1:" + port;
    assertThat(Longtail.run("probe", "--endpoint", nobody, "--model", "m"))
        .isEqualTo(Longtail.FAILED);
    assertThat(console.out()).contains("ABSTAINED: cannot connect");
    assertThat(Longtail.run("probe", "--endpoint", nobody)).isEqualTo(Longtail.FAILED);
    assertThat(Longtail.run("probe")).isEqualTo(Longtail.BAD_USAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1251", "2000000000"})
  void aParallelismThatNoServerStandsIsRefused(String parallelism) throws IOException {
    assertThat(
            Longtail.run(
                "label",
                "--input",
                input("{\"cmd\":\"ls\"}"),
                "--endpoint",
                "http://127.0.0.1:9",
                "--model",
                "m",
                "--parallelism",
                parallelism))
        .isEqualTo(Longtail.BAD_USAGE);
    assertThat(console.err()).contains("--parallelism");
  }

  @ParameterizedTest
  @CsvSource({
    "unanimous, , --agreement",
    "unanimous, m2, --further-judges",
    "cascade, m2@http://127.0.0.1:9, --further-judges",
    "unanimous, m2@ftp://127.0.0.1:9, --further-judges"
  })
  void aMessageAboutJudgesNamesTheirOption(String agreement, String judges, String option)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("label", "--input", input("{\"cmd\":\"ls\"}"), "--agreement", agreement));
    arguments.addAll(List.of("--endpoint", "http://127.0.0.1:9", "--model", "m"));
    if (judges != null) {
      arguments.addAll(List.of("--further-judges", judges));
    }
    assertThat(Longtail.run(arguments.toArray(String[]::new))).isEqualTo(Longtail.BAD_USAGE);
    assertThat(console.err()).startsWith("longtail: " + option);
  }

  @Test
  void ownRulesVetoAndRedact() throws IOException {
    Path rules = Files.createDirectory(folder.resolve("rules"));
    Files.writeString(
        rules.resolve("ours.yaml"),
        """
        vetoes:
          - id: ours
            title: tool of ours
            hints: acmestrike
            regex: acmestrike
            examples: acmestrike -l
            counterexamples: acmestroke -l
        """);
    Files.writeString(
        rules.resolve("ours.toml"),
        """
        [[rules]]
        id = "acme-key"
        description = "ours"
        regex = 'acme_[0-9]{4}'
        keywords = ["acme_"]
        """);
    Path truth =
        Files.writeString(
            folder.resolve("truth.jsonl"),
            "{\"cmd\":\"acmestrike acme_1234\",\"label\":\"benign\"}");
    String in = input("{\"cmd\":\"acmestrike acme_1234\"}");

    assertThat(run("label", "--input", in, "--labels", "truth:" + truth)).isZero();
    assertThat(output().get(0).path("admitted").asBoolean()).isTrue();

    String path = rules.toString();
    assertThat(run("label", "--input", in, "--labels", "truth:" + truth, "--rules", path)).isZero();
    assertThat(output().get(0).path("reason").asText()).isEqualTo("veto: tool of ours");

    assertThat(run("redact", "--input", in, "--rules", path)).isZero();
    assertThat(output().get(0).path("redacted").asText()).isEqualTo("acmestrike <secret:acme-key>");

    assertThat(Longtail.run("rules", "--rules", path)).isZero();
    assertThat(console.out())
        .containsPattern("vetoes +1\\R")
        .containsPattern("rules +1, of which 1 lack examples or counterexamples");
  }

  @Test
  void wrongRulesAreRefusedWithTheirPlace() throws IOException {
    Path rules =
        Files.writeString(
            folder.resolve("ours.yaml"),
            """
            vetoes:
              - id: ours
                title: tool of ours
                hints: acmestrike
                regex: acmestrike
                examples: acmestroke
            """);
    assertThat(Longtail.run("rules", "--rules", rules.toString())).isEqualTo(Longtail.FAILED);
    assertThat(console.err())
        .contains("ours.yaml:2: rule \"ours\": does not apply to its example: acmestroke");

    Files.writeString(rules, "tools: []");
    assertThat(Longtail.run("rules", "--rules", rules.toString())).isEqualTo(Longtail.BAD_USAGE);
    assertThat(console.err()).contains("ours.yaml: no list \"tools\" can be added to");
    assertThat(Longtail.run("rules")).isZero();
  }

  @Test
  void labelsByAServerManyAtOnceAndStillInOrder() throws IOException {
    String[] lines = new String[300];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "{\"cmd\":\"git log -" + i + "\"}";
    }
    try (LocalLabelServer server = LocalLabelServer.start(0)) {
      String in = input(lines);
      assertThat(
              run(
                  "label",
                  "--input",
                  in,
                  "--endpoint",
                  server.url(),
                  "--concurrency",
                  "4",
                  "--parallelism",
                  "4"))
          .isZero();
      // One canary for as many verdicts as are under way at once.
      assertThat(server.answers()).isBetween(301L, 450L);
    }
    assertThat(output())
        .extracting(r -> r.path("cmd").asText())
        .isEqualTo(
            java.util.stream.IntStream.range(0, 300).mapToObj(i -> "git log -" + i).toList());
    assertThat(output()).allMatch(r -> r.path("admitted").asBoolean());
    assertThat(console.err()).contains("rules, not a model");
  }

  @Test
  void aDeadEndpointIsAWarningNotAFailure() throws IOException {
    String nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "http://127.0.0.1:" + socket.getLocalPort();
    }
    String in = input("{\"cmd\":\"ls\"}", "{\"cmd\":\"ps\"}");
    assertThat(run("label", "--input", in, "--endpoint", nobody, "--model", "m")).isZero();
    assertThat(output()).allMatch(r -> r.path("verdict").asText().equals("ABSTAINED"));
    assertThat(output()).noneMatch(r -> r.path("admitted").asBoolean());
    assertThat(console.err())
        .contains("WARNING: 2 records have no verdict; the first: cannot connect");
  }

  @Test
  void theCapOnCallsHolds() throws IOException {
    String in = input("{\"cmd\":\"ls\"}", "{\"cmd\":\"ps\"}", "{\"cmd\":\"df\"}");
    try (LocalLabelServer server = LocalLabelServer.start(0)) {
      assertThat(
              run(
                  "label",
                  "--input",
                  in,
                  "--endpoint",
                  server.url(),
                  "--canaries",
                  "false",
                  "--max-calls",
                  "2"))
          .isZero();
      assertThat(server.answers()).isEqualTo(2);
    }
    assertThat(output())
        .filteredOn(r -> r.path("reason").asText().startsWith("abstained: budget"))
        .hasSize(1);
  }

  @Test
  void badUsageIsTwoAndNamesTheOption() throws IOException {
    String in = input("{\"cmd\":\"ls\"}");
    assertThat(run("label", "--input", in)).isEqualTo(2);
    assertThat(console.err()).contains("--labels truth:F").contains("--endpoint URL");
    assertThat(run("label", "--input", in, "--labels", "truth:a", "--endpoint", "http://h"))
        .isEqualTo(2);
    assertThat(run("label", "--input", in, "--endpoint", "nonsense")).isEqualTo(2);
    assertThat(run("label", "--input", in, "--labels", "truth:a", "--concurrency", "0"))
        .isEqualTo(2);
    assertThat(Longtail.run("label-server", "--port", "70000")).isEqualTo(2);
  }

  @Test
  void measuresTheRulesOfTheLabelServer() throws IOException {
    String in =
        input(
            "{\"cmd\":\"ls -l\",\"label\":\"benign\"}",
            "{\"cmd\":\"ls -l\",\"label\":\"benign\"}",
            "{\"cmd\":\"frobnicate\",\"label\":\"malicious\"}");
    assertThat(Longtail.run("label-server", "--measure", in)).isZero();
    assertThat(console.out()).contains("answered: 50.0 %", "benign precision: 100.00 %");
    String unlabelled = input("{\"cmd\":\"ls -l\",\"label\":\"good\"}");
    assertThat(Longtail.run("label-server", "--measure", unlabelled)).isEqualTo(1);
    assertThat(console.err()).contains("field label must be benign or malicious");
  }

  @Test
  void aMissingTruthFileIsOneAndNamed() throws IOException {
    String in = input("{\"cmd\":\"ls\"}");
    assertThat(run("label", "--input", in, "--labels", "truth:missing.jsonl")).isEqualTo(1);
    assertThat(console.err()).contains("missing.jsonl");
  }

  @Test
  void redactsInOrder() throws IOException {
    String in = input("{\"cmd\":\"sshpass -p pw ssh h\"}", "{\"cmd\":\"ls\"}");
    assertThat(run("redact", "--input", in)).isZero();
    assertThat(output())
        .containsExactly(
            Json.MAPPER.readTree(
                """
                {"cmd":"sshpass -p pw ssh h","redacted":"sshpass -p <secret:password> ssh h"}
                """),
            Json.MAPPER.readTree("{\"cmd\":\"ls\",\"redacted\":\"ls\"}"));
  }
}
