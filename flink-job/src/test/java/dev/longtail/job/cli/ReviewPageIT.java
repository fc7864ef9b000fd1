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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The review page in a browser, by keys alone: reviewed, taken back, exported and scored. */
class ReviewPageIT {
  private static final String HOSTILE =
      "</script><script>document.title='owned'</script><img src=x"
          + " onerror=\"document.title='owned'\">\u001b[31mred\u001b[0m \u202Eexe.txt\u202C"
          + " p\u0430yload ]]>@SCRIPT@ '\" & \u2028"
          + "A".repeat(100_000)
          + " | sh";

  @TempDir Path folder;

  @Test
  void anAnalystReviewsByKeysExportsAndScores() throws Exception {
    Optional<Path> chromium = HeadlessBrowser.executable();
    Assumptions.assumeTrue(chromium.isPresent(), "no Chromium on the path");
    Path mined = mined();
    Path out = folder.resolve("review");
    Outcome drawn =
        Console.run(
            "review",
            "sample",
            "--input",
            mined.toString(),
            "--size",
            "8",
            "--out",
            out.toString());
    assertThat(drawn.status()).as(drawn.err()).isZero();
    List<JsonNode> items = records(out.resolve("sample.jsonl"));
    assertThat(items).hasSize(8);
    Path downloads = Files.createDirectories(folder.resolve("downloads"));
    Path export;
    try (HeadlessBrowser browser =
        HeadlessBrowser.start(chromium.get(), folder.resolve("profile"))) {
      browser.downloadTo(downloads);
      browser.open(out.resolve("review.html"));
      hidesTheVerdictUntilItIsDecided(browser, items);
      takesBack(browser);
      showsHostileLinesAsText(browser, items);
      reviewsTheRest(browser, items);
      export = exports(browser, downloads, items);
      remembers(browser, out);
      importsInAnotherBrowser(chromium.get(), out, export);
      assertThat(browser.complaints()).isEmpty();
    }
    scores(out, export, items);
  }

  private static void hidesTheVerdictUntilItIsDecided(HeadlessBrowser browser, List<JsonNode> items)
      throws IOException {
    String verdict = items.get(0).get("verdict").asText();
    String reason = items.get(0).get("reason").asText();
    assertThat(browser.evaluate("document.title")).isEqualTo("Longtail review");
    assertThat(browser.evaluate("document.body.innerText"))
        .contains("Line 1 of 8", "0 of 8 reviewed", "Why it is asked", "host-")
        .doesNotContain(verdict, reason);
    browser.press("v");
    assertThat(browser.evaluate("document.body.innerText")).contains(verdict, reason);
    browser.press("b");
    assertThat(browser.text("place")).isEqualTo("Line 2 of 8");
    assertThat(browser.text("spoken")).startsWith("Benign. 1 of 8 reviewed. Line 2: ");
    assertThat(browser.text("last")).contains("Line 1: you said benign; the judge said " + verdict);
  }

  private static void takesBack(HeadlessBrowser browser) throws IOException {
    browser.press("m", "u");
    assertThat(browser.text("done")).isEqualTo("3");
    browser.press("z", "z");
    assertThat(browser.text("done")).isEqualTo("1");
    assertThat(browser.text("place")).isEqualTo("Line 2 of 8");
    assertThat(browser.text("state")).isEqualTo("Not reviewed");
    browser.press("j", "ArrowRight", "k", "ArrowLeft");
    assertThat(browser.text("place")).isEqualTo("Line 2 of 8");
    browser.press("f", "ArrowLeft");
    assertThat(browser.text("place")).as("line 1 is reviewed").isEqualTo("Line 2 of 8");
    browser.press("f");
    browser.press("?");
    assertThat(browser.evaluate("document.getElementById('help').open")).isEqualTo("true");
    browser.press("b");
    browser.press("Escape");
    assertThat(browser.text("done")).as("keys of a dialog decide nothing").isEqualTo("1");
    browser.press("n");
    browser.press("a", "n", "n", "Enter");
    assertThat(browser.text("who")).isEqualTo("ann");
    assertThat(browser.text("done")).isEqualTo("1");
    browser.press("m", "z");
    assertThat(browser.text("done")).as("of one decision, not of all").isEqualTo("1");
    browser.press("z");
    assertThat(browser.text("done")).as("decided before the name was given").isEqualTo("0");
    assertThat(browser.text("place")).isEqualTo("Line 1 of 8");
    browser.press("z");
    assertThat(browser.text("spoken")).isEqualTo("There is nothing to take back.");
    browser.press("b");
    assertThat(browser.text("done")).isEqualTo("1");
  }

  private static void showsHostileLinesAsText(HeadlessBrowser browser, List<JsonNode> items)
      throws IOException {
    int place = 0;
    while (!items.get(place).get("cmd").asText().startsWith("</script>")) {
      place++;
    }
    browser.press("Home");
    for (int i = 0; i < place; i++) {
      browser.press("j");
    }
    String folded = browser.text("line");
    assertThat(folded.length()).isLessThan(3_000);
    assertThat(folded)
        .startsWith("</script><script>document.title")
        .contains("\\u001b[31mred", "\\u202eexe.txt\\u202c", "@SCRIPT@ '\" & \\u2028", " | sh")
        .doesNotContain("\u202E", "\u001b");
    assertThat(browser.text("notes"))
        .contains("5 control or invisible", "1 character is not ASCII");
    browser.press("l");
    assertThat(browser.text("line").length()).isGreaterThan(100_000);
    assertThat(browser.evaluate("document.title")).isEqualTo("Longtail review");
    assertThat(browser.evaluate("document.images.length + document.scripts.length"))
        .as("no image, and the two scripts of the page")
        .isEqualTo("2");
    browser.look(400, 800, false);
    assertThat(browser.evaluate("document.documentElement.scrollWidth <= 400")).isEqualTo("true");
    browser.look(1200, 800, false);
  }

  /** As the verdict says, but for one admitted line: the judge was wrong there. */
  private static void reviewsTheRest(HeadlessBrowser browser, List<JsonNode> items)
      throws IOException {
    browser.press("End", "Home", "f");
    while (!browser.text("done").equals("8")) {
      int place = Integer.parseInt(browser.text("place").replaceAll("Line (\\d+) of.*", "$1"));
      browser.press(answer(items, place - 1));
    }
    assertThat(browser.text("last")).contains("All lines are reviewed");
    assertThat(browser.evaluate("document.getElementById('bar').value")).isEqualTo("8");
  }

  private static String answer(List<JsonNode> items, int index) {
    String verdict = items.get(index).get("verdict").asText();
    if (index == 0) {
      return "b";
    }
    if (index == wrong(items)) {
      return "m";
    }
    return switch (verdict) {
      case "BENIGN" -> "b";
      case "MALICIOUS" -> "m";
      default -> "u";
    };
  }

  /** The last admitted line of the sample. */
  private static int wrong(List<JsonNode> items) {
    int last = -1;
    for (int i = 1; i < items.size(); i++) {
      last = items.get(i).get("admitted").asBoolean() ? i : last;
    }
    return last;
  }

  private static Path exports(HeadlessBrowser browser, Path downloads, List<JsonNode> items)
      throws IOException {
    browser.press("e");
    String name = "review-" + items.get(0).get("sample").asText() + "-ann.jsonl";
    Path export = downloads.resolve(name);
    HeadlessBrowser.await("the export is there", () -> Files.exists(export));
    List<JsonNode> decisions = records(export);
    assertThat(decisions).hasSize(8);
    for (int i = 0; i < 8; i++) {
      JsonNode decision = decisions.get(i);
      assertThat(decision.get("item")).isEqualTo(items.get(i).get("item"));
      assertThat(decision.get("reviewer").asText()).isEqualTo("ann");
      assertThat(decision.get("verdict_shown").asBoolean())
          .as("asked for, or told after a decision that was taken back")
          .isEqualTo(i < 3);
      assertThat(decision.get("decision").asText()).startsWith(answer(items, i));
    }
    return export;
  }

  private static void remembers(HeadlessBrowser browser, Path out) throws IOException {
    browser.open(out.resolve("review.html"));
    assertThat(browser.text("done")).isEqualTo("8");
    assertThat(browser.text("who")).isEqualTo("ann");
    browser.press("z");
    assertThat(browser.text("done")).as("undo outlives the page").isEqualTo("7");
  }

  private void importsInAnotherBrowser(Path chromium, Path out, Path export) throws Exception {
    try (HeadlessBrowser other = HeadlessBrowser.start(chromium, folder.resolve("other"))) {
      other.open(out.resolve("review.html"));
      assertThat(other.text("done")).isEqualTo("0");
      other.choose("file", export);
      HeadlessBrowser.await("the import is there", () -> other.text("done").equals("8"));
      assertThat(other.text("who")).isEqualTo("ann");
      Path foreign = folder.resolve("foreign.jsonl");
      Files.writeString(foreign, "{\"sample\":\"another\",\"item\":\"x\"}\n");
      other.choose("file", foreign);
      HeadlessBrowser.await(
          "the refusal is there", () -> other.text("last").contains("line 1 is of another sample"));
      assertThat(other.text("done")).isEqualTo("8");
      assertThat(other.complaints()).isEmpty();
    }
  }

  private void scores(Path out, Path export, List<JsonNode> items) throws IOException {
    Path json = folder.resolve("score.json");
    Outcome scored =
        Console.run(
            "review",
            "score",
            "--sample",
            out.resolve("sample.jsonl").toString(),
            "--reviews",
            export.toString(),
            "--out",
            json.toString());
    assertThat(scored.status()).as(scored.err()).isZero();
    assertThat(scored.out())
        .contains("judge-1, prompt p1\n", "certified", "ann decided 8")
        .doesNotContain("\u202E");
    int admitted = (int) items.stream().filter(item -> item.get("admitted").asBoolean()).count();
    JsonNode score = null;
    for (JsonNode each : Json.MAPPER.readTree(json.toFile()).get("scores")) {
      score = each.get("class").asText().equals("ADMITTED") ? each : score;
    }
    assertThat(score).isNotNull();
    assertThat(score.get("right").asInt()).isEqualTo(admitted - 1);
    assertThat(score.get("wrong").asInt()).isEqualTo(1);
    assertThat(score.get("not_reviewed").asInt()).isZero();
  }

  /** What a backfill could have written: hostile lines among others. */
  private Path mined() throws IOException {
    Path mined = folder.resolve("mined");
    List<String> verdicts = new ArrayList<>();
    List<String> exemplars = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String id = "2025-01-01/full/%016x".formatted(i);
      String verdict = i < 24 ? "BENIGN" : i < 32 ? "MALICIOUS" : "ABSTAINED";
      String cmd = i == 39 ? HOSTILE : "ls -l /srv/%d".formatted(i);
      verdicts.add(
          Json.line(
              Map.of(
                  "id",
                  id,
                  "window",
                  "2025-01-01",
                  "scale",
                  "full",
                  "cmd",
                  cmd,
                  "verdict",
                  verdict,
                  "admitted",
                  i < 24,
                  "reason",
                  i == 39 ? "veto: script tag" : i < 24 ? "lists files" : "the reason",
                  "model",
                  "judge-1",
                  "prompt_version",
                  "p1")));
      exemplars.add(
          Json.line(
              Map.of(
                  "id",
                  id,
                  "detectors",
                  List.of("isolation-forest"),
                  "rank",
                  i + 1,
                  "source",
                  Map.of("host", "host-" + i, "user", "<b>u\u202E</b>"))));
    }
    write(mined.resolve("verdicts/a.jsonl"), verdicts);
    write(mined.resolve("exemplars/a.jsonl"), exemplars);
    return mined;
  }

  private static void write(Path file, List<String> lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }

  private static List<JsonNode> records(Path file) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    try (Stream<String> lines = Files.lines(file)) {
      for (String line : lines.toList()) {
        records.add(Json.MAPPER.readTree(line));
      }
    }
    return records;
  }
}
