package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The immunity table of docs/concepts/labels.md is what the command prints. */
class ImmunityPageIT {
  private static final Path PAGE = Path.of("../docs/concepts/labels.md");
  private static final String BEGIN = "<!-- longtail attack-labeler -->\n";
  private static final String END = "<!-- end -->";

  @Test
  void theTableIsWhatTheCommandPrints() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    String table = page.substring(begin, page.indexOf(END, begin));
    Console.Outcome outcome = Console.run("attack-labeler");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(table.strip()).isEqualTo(outcome.out().strip());
  }
}
