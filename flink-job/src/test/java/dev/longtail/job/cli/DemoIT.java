package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.graph.Output;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short demo, from telemetry to report. */
class DemoIT {
  @TempDir static Path out;
  private static String printed;

  @BeforeAll
  static void demo() {
    Console.Outcome outcome =
        Console.run("demo", "--out", out.toString(), "--days", "2", "--events-per-day", "600");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    printed = outcome.out();
  }

  @Test
  void whatItWroteAddsUp() throws IOException {
    JsonNode total = json("mined/funnel.json").get("total");
    assertThat(total.get("events").asLong())
        .isEqualTo(GeneratedDays.lines(out.resolve("data/telemetry")).size())
        .isEqualTo(sum(total, "unparsable", "late", "repeated", "unique"));
    assertThat(total.get("exemplars").asLong())
        .isEqualTo(sum(total, "admitted", "quarantined", "waiting"))
        .isEqualTo(sum(total, "benign", "malicious", "abstained"));
    assertThat(records(Output.EXEMPLARS)).hasSize(total.get("exemplars").asInt());
    assertThat(records(Output.TRAINING_DATA)).hasSize(total.get("admitted").asInt());
    assertThat(records(Output.QUARANTINE)).hasSize(total.get("quarantined").asInt());
  }

  @Test
  void theTableHasTheRowsAndTheirRowsAddUp() throws IOException {
    Set<String> sets = new HashSet<>();
    for (JsonNode row : json("table.json")) {
      sets.add(row.get("training_set").asText());
      assertThat(row.get("incident_auc").asDouble()).isBetween(0.3, 1.0);
      assertThat(row.get("incident_auc_ci").get(0).asDouble())
          .isLessThanOrEqualTo(row.get("incident_auc").asDouble());
      assertThat(out.resolve("models").resolve(row.get("training_set").asText())).isDirectory();
    }
    assertThat(sets).contains("ab", "ab+full", "ab+random", "rb", "rb+full", "rb+random");
    JsonNode ab = row("ab");
    JsonNode full = row("ab+full");
    assertThat(full.get("rows").asInt())
        .isEqualTo(ab.get("rows").asInt() + full.get("added").asInt());
    assertThat(
            full.get("added").asInt()
                + full.get("already_in_base").asInt()
                + full.get("leak_guard_dropped").asInt())
        .isLessThanOrEqualTo(json("mined/funnel.json").at("/total/admitted").asInt());
  }

  @Test
  void saysPlainlyWhatItsFiguresAreWorth() throws IOException {
    assertThat(printed).contains("| ab+full").contains("were generated").contains("rules, not");
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("were generated")
        .doesNotContain("http-equiv=\"refresh\"");
  }

  @Test
  void theReportShowsInABrowser() throws Exception {
    String browser = browser();
    Assumptions.assumeFalse(browser.isEmpty(), "no Chromium on the path");
    Path profile = Files.createDirectories(out.resolve("profile"));
    Process chromium =
        new ProcessBuilder(
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--user-data-dir=" + profile,
                "--dump-dom",
                out.resolve("report.html").toUri().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String dom = new String(chromium.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(chromium.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(dom).contains("ab+full").contains("<svg").contains("</html>");
  }

  private static String browser() {
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .flatMap(
            folder -> Stream.of("chromium", "google-chrome").map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse("");
  }

  private static JsonNode row(String set) throws IOException {
    for (JsonNode row : json("table.json")) {
      if (row.get("training_set").asText().equals(set)) {
        return row;
      }
    }
    throw new AssertionError("no row " + set);
  }

  private static long sum(JsonNode counts, String... stages) {
    return Stream.of(stages).mapToLong(stage -> counts.get(stage).asLong()).sum();
  }

  private static JsonNode json(String file) throws IOException {
    return Json.MAPPER.readTree(out.resolve(file).toFile());
  }

  private static List<String> records(Output output) throws IOException {
    return GeneratedDays.sortedLines(out.resolve("mined").resolve(output.folder()));
  }
}
