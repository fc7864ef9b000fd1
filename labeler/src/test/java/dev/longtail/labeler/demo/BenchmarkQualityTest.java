package dev.longtail.labeler.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.labeler.admission.Vetoes;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.labeler.redaction.SecretRule;
import dev.longtail.labeler.redaction.SecretRules;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.marks.CommandMark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What gate, redactor and rules do to real command lines of known truth. Skipped without them. */
class BenchmarkQualityTest {
  private static Path truth() {
    Path data = Path.of(System.getProperty("longtail.data", "../../shared/data"));
    Path file = data.resolve("benchmark/truth.jsonl.gz");
    Assumptions.assumeTrue(Files.exists(file), "no benchmark data at " + data);
    return file;
  }

  private static List<String> lines(String label) {
    List<String> lines = new ArrayList<>();
    JsonLines.forEach(
        truth(),
        (record, where) -> {
          if (label.equals(record.path("label").asText())) {
            lines.add(JsonLines.commandLine(record, where));
          }
        });
    return lines;
  }

  /** Every eighth line: enough for a share, and for an automaton a tenth of a minute. */
  private static List<String> some(String label) {
    List<String> all = lines(label);
    List<String> some = new ArrayList<>();
    for (int i = 0; i < all.size(); i += 8) {
      some.add(all.get(i));
    }
    return some;
  }

  private static double share(List<String> lines, java.util.function.Predicate<String> trait) {
    return (double) lines.stream().filter(trait).count() / lines.size();
  }

  @Test
  void vetoesSpareBenignLines() {
    assertThat(share(some("benign"), l -> Vetoes.BUILT_IN.find(l).isPresent())).isLessThan(0.0005);
    assertThat(share(lines("malicious"), l -> Vetoes.BUILT_IN.find(l).isPresent()))
        .isGreaterThan(0.15);
  }

  @Test
  void mostLinesHaveNothingToRedactAndRedactingTwiceChangesNothing() {
    Redactor redactor = new Redactor();
    List<String> lines = some("benign");
    assertThat(share(lines, l -> !redactor.redact(l).equals(l))).isLessThan(0.01);
    assertThat(lines).allMatch(l -> redactor.redact(redactor.redact(l)).equals(redactor.redact(l)));
  }

  @Test
  void whatTheRulesCallBenignMostlyIs() {
    long benign =
        some("benign").stream()
            .filter(l -> LabelRules.judge(l).verdict() == Verdict.BENIGN)
            .count();
    long malicious =
        some("malicious").stream()
            .filter(l -> LabelRules.judge(l).verdict() == Verdict.BENIGN)
            .count();
    assertThat((double) benign / (benign + malicious)).isGreaterThan(0.98);
  }

  @Test
  void hintsOnlySpareTimeAndNeverHideAMatch() {
    List<String> lines = new ArrayList<>(some("malicious"));
    lines.addAll(some("benign").subList(0, 500));
    List<CommandMark> marks = new ArrayList<>(Vetoes.BUILT_IN.marks());
    marks.addAll(DoubtfulMarks.with(UserRules.NONE).marks());
    // Tried on decoded text only, not on lines as they are.
    marks.removeIf(CommandMark::hidden);
    for (String line : lines) {
      String lower = line.toLowerCase(Locale.ROOT);
      for (CommandMark mark : marks) {
        assertThat(mark.isOn(lower))
            .as("%s: %s", mark.name(), line)
            .isEqualTo(mark.pattern().matcher(lower).find());
      }
      for (SecretRule rule : SecretRules.BUILT_IN) {
        assertThat(SecretRules.isSpared(rule, line)).as("%s: %s", rule, line).isFalse();
      }
    }
  }
}
