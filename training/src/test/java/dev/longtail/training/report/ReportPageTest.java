package dev.longtail.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Augmentation;
import dev.longtail.training.data.CumulativeCounts;
import dev.longtail.training.data.Experiment;
import dev.longtail.training.data.FunnelCounts;
import dev.longtail.training.data.FunnelCounts.Stage;
import dev.longtail.training.data.MinedCommand;
import dev.longtail.training.data.Records;
import dev.longtail.training.evaluation.Evaluation;
import dev.longtail.training.evaluation.TableRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private static final String HOSTILE =
      "<script>alert(1)</script><img src=x onerror=alert(2)> \"q\" 'a' {{caveat}} {{{headline}}}";

  @Test
  void namesEveryRowAndMarksTheBestOfEachBase() {
    String html = page(allRows(), experiment("ls"), "");
    for (String base : List.of("ab", "rb")) {
      for (Arm arm : Arm.values()) {
        assertThat(html).contains("<b>" + arm.nameFor(base) + "</b>");
      }
    }
    assertThat(html.split("<tr class=\"best\">", -1)).hasSize(3);
    assertThat(html.split("ab · aggregated baseline", -1)).hasSize(3);
    assertThat(html)
        .containsPattern("Labels\\s+came from: <b>rules, not a model</b>")
        .contains("What each further day adds", "One day shows no trend.");
  }

  @Test
  void whatTheDataHoldStaysText() {
    String html = page(allRows(), experiment(HOSTILE), HOSTILE);
    assertThat(html)
        .doesNotContain("<script>alert")
        .doesNotContain("<img")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("{{caveat}}");
  }

  @Test
  void foreignTextOfLinesAndCardsStaysText() {
    List<Evaluation> rows = allRows();
    String html =
        ReportPage.of(
            rows,
            rows.stream().map(TableRow::of).toList(),
            experiment("ls"),
            List.of(ChangedLines.of("ab", HOSTILE + " \u202Eexe.txt\n", 1)),
            List.of(Cards.of("ab+full", HOSTILE)),
            "");
    assertThat(html)
        .doesNotContain("<script>alert")
        .doesNotContain("<img")
        .doesNotContain("\u202E")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "‹U+202E›exe.txt‹LF›")
        .contains("Model cards", "Lines decided otherwise");
    // One script, the page's own, which the policy names by its digest
    assertThat(html.split("<script", -1)).hasSize(2);
    String script = html.substring(html.indexOf("<script>") + 8, html.indexOf("</script>"));
    assertThat(html).contains("script-src " + ScriptPolicy.of(script) + ";");
  }

  @Test
  void showsTheLinesThatMovedMostAndCountsTheRest() {
    List<Evaluation> rows = allRows();
    String html =
        ReportPage.of(
            rows,
            rows.stream().map(TableRow::of).toList(),
            experiment("ls"),
            List.of(ChangedLines.of("ab", "ls -la", 50), ChangedLines.of("rb", "id", 1)),
            List.of(),
            "");
    assertThat(html.split("<li data-kind=", -1)).hasSize(1 + 4 * 40 + 4);
    assertThat(html)
        .contains("of each change, the 40 lines that moved most are here")
        .contains("has 40 more")
        .contains("<td>40.0 % → 20.0 %</td><td>50</td>");
  }

  @Test
  void markdownKeepsForeignTextInCode() {
    String text = LinesText.of(List.of(ChangedLines.of("ab", "echo `id` <b>\u202E\n# title", 30)));
    assertThat(text)
        .contains("``echo `id` <b>‹U+202E›‹LF›# title``", "10 more are in `lines.json`")
        .doesNotContain("\n# title", "\u202E");
    assertThat(LinesText.of(List.of())).contains("There was nothing to compare");
    assertThat(ModelCardText.of(Cards.of("ab", "a|b `c`")))
        .contains("| benign | `` a¦b `c` `` |", "# Model card: ab")
        .contains("It hardly knows a\\|b \\`c\\`: ");
  }

  @Test
  void needsNothingFromOutside() {
    String html = page(allRows(), experiment("curl https://example.org"), "");
    assertThat(html)
        .doesNotContainPattern("(src|href|action|data)\\s*=")
        .doesNotContainPattern("url\\((?!#)")
        .doesNotContain("@import")
        .contains("default-src 'none'");
  }

  @Test
  void leavesOutWhatIsNotThere() {
    Experiment baseOnly =
        new Experiment(
            Records.set("incident", List.of("a"), List.of("b")),
            Records.set("time split", List.of("a"), List.of("b")),
            Augmentation.NONE);
    String html = page(List.of(Evaluations.of("ab", Arm.BASE, 0, 1)), baseOnly, "");
    assertThat(html)
        .doesNotContain("From events to training lines")
        .doesNotContain("What each further day adds")
        .doesNotContain("Admitted exemplars</h2>")
        .doesNotContain("class=\"caveat\"");
  }

  @Test
  void showsTheCaveatBehindTheFirstSentence() {
    String html = page(allRows(), experiment("ls"), "AUCs are of generated data");
    assertThat(html.indexOf("AUCs are of generated data"))
        .isGreaterThan(html.indexOf("class=\"finding\""))
        .isLessThan(html.indexOf("Training sets compared"));
  }

  @Test
  void isAFunctionOfWhatItShows() {
    assertThat(page(allRows(), experiment("ls"), "c"))
        .isEqualTo(page(allRows(), experiment("ls"), "c"));
  }

  private static String page(List<Evaluation> rows, Experiment experiment, String caveat) {
    return ReportPage.of(
        rows, rows.stream().map(TableRow::of).toList(), experiment, List.of(), List.of(), caveat);
  }

  private static List<Evaluation> allRows() {
    List<Evaluation> rows = new ArrayList<>();
    for (String base : List.of("ab", "rb")) {
      for (Arm arm : Arm.values()) {
        rows.add(Evaluations.of(base, arm, arm.ordinal(), 1 + 0.1 * arm.ordinal()));
      }
    }
    return rows;
  }

  /** A backfill whose every text is {@code text}. */
  private static Experiment experiment(String text) {
    Map<Stage, Long> counts =
        Arrays.stream(Stage.values()).collect(Collectors.toMap(Function.identity(), s -> 7L));
    List<MinedCommand> admitted =
        List.of(new MinedCommand(text, text, MinedCommand.FULL, List.of(text)));
    return new Experiment(
        Records.set("incident", List.of("a"), List.of("b")),
        Records.set("time split", List.of("a"), List.of("b")),
        new Augmentation(
            admitted,
            List.of(),
            List.of(),
            List.of(),
            Optional.of(
                new FunnelCounts(
                    List.of(new FunnelCounts.Window(text, text, counts)),
                    counts,
                    text.equals("ls") ? "rules, not a model" : text)),
            new CumulativeCounts(
                List.of(
                    new CumulativeCounts.Day(
                        text,
                        text,
                        Arrays.stream(CumulativeCounts.Curve.values())
                            .collect(Collectors.toMap(Function.identity(), c -> 9L)))))));
  }
}
