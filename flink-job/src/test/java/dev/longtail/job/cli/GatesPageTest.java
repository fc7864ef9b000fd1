package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The measured tables of docs/concepts/labels.md are what the bench prints. Skipped without data.
 */
class GatesPageTest {
  private static final Pattern TABLE = Pattern.compile("(?s)<!-- gates -->\n(.*?)\n<!-- end -->");

  @Test
  void theTablesAreWhatTheBenchPrints() throws IOException {
    Path verdicts = Path.of("../../shared/data/benchmark/llm_verdicts.jsonl.gz");
    Path answers = Path.of("../../shared/data/labeler/aegish_llm_answers.jsonl.gz");
    assumeTrue(Files.exists(verdicts) && Files.exists(answers), "no recorded answers");
    List<String> tables =
        TABLE
            .matcher(Files.readString(Path.of("../docs/concepts/labels.md")))
            .results()
            .map((MatchResult table) -> table.group(1))
            .toList();
    Console.Outcome outcome =
        Console.run(
            "bench-gates", "--verdicts", verdicts.toString(), "--answers", answers.toString());
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(tables).hasSize(3).allSatisfy(table -> assertThat(outcome.out()).contains(table));
  }
}
