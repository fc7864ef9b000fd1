package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalePlanCommandTest {
  private static final Pattern SHOWN =
      Pattern.compile("```\nlongtail (scale-plan [^\n]+)\n\n(.+?)```", Pattern.DOTALL);

  @Test
  void thePageShowsWhatTheCommandSays() throws Exception {
    Matcher shown = SHOWN.matcher(Files.readString(Path.of("../docs/operations/sizing.md")));
    int found = 0;
    while (shown.find()) {
      assertThat(Console.run(shown.group(1).split(" ")).out()).isEqualTo(shown.group(2));
      found++;
    }
    assertThat(found).isEqualTo(3);
  }

  @Test
  void programsGetOneObject() throws Exception {
    JsonNode plan =
        Json.MAPPER.readTree(Console.run("scale-plan", "--lines-per-day", "2.5k", "--json").out());
    assertThat(plan.path("task-managers").asInt()).isEqualTo(1);
    assertThat(plan.path("shards").asInt()).isEqualTo(4);
  }

  @Test
  void theConstantsNameTheirSources() {
    assertThat(Console.run("scale-plan", "--constants").out())
        .contains("embeddings-a-second")
        .contains("docs/benchmarks.md, 2026-11-22: embedding");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          scale-plan                                                  | --lines-per-day is missing
          scale-plan --lines-per-day many                             | no number such as 50000000 or 50M: many
          scale-plan --lines-per-day 9999999B                         | more than 10^15
          scale-plan --lines-per-day 10 --sample 11                   | --sample is more than --lines-per-day
          scale-plan --lines-per-day 10 --without-full                | --without-full needs a --sample
          scale-plan --lines-per-day 10 --busy 0                      | --busy must be above 0 and at most 1
          scale-plan --lines-per-day 10 --peak 0.5                    | --peak must be 1 or more
          scale-plan --lines-per-day 10 --slots 0                     | --slots must be 1 or more
          scale-plan --lines-per-day 10 --heap-mib 100                | --heap-mib: a TaskManager needs more than
          """)
  void wrongUseIsNamed(String command, String message) {
    Console.Outcome outcome = Console.run(command.strip().split(" "));
    assertThat(outcome.status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(outcome.err()).contains(message);
  }
}
