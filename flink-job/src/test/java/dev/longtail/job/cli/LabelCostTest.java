package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What {@code longtail label} costs: said before, counted while it runs, and paid once. */
class LabelCostTest {
  @TempDir private Path folder;

  @RegisterExtension private final Console console = new Console();

  private String input() throws IOException {
    return Files.write(
            folder.resolve("in.jsonl"),
            Stream.of("git status", "git status", "df -h", "ls -la /opt", "vssadmin delete shadows")
                .map(line -> Json.line(Json.MAPPER.createObjectNode().put("cmd", line)))
                .toList())
        .toString();
  }

  private int label(LocalLabelServer server, String... more) throws IOException {
    List<String> arguments =
        Stream.concat(
                Stream.of(
                    "label",
                    "--input",
                    input(),
                    "--endpoint",
                    server.url(),
                    "--model",
                    LocalLabelServer.MODEL,
                    "--out",
                    folder.resolve("out.jsonl").toString()),
                Stream.of(more))
            .toList();
    return Longtail.run(arguments.toArray(String[]::new));
  }

  private String out() throws IOException {
    return Files.readString(folder.resolve("out.jsonl"));
  }

  @Test
  void aSecondRunPaysNothingAndGivesTheSame() throws IOException {
    String cache = folder.resolve("cache").toString();
    try (LocalLabelServer server = LocalLabelServer.start(0)) {
      assertThat(label(server, "--cache", cache, "--token-price", "2")).isZero();
      long paid = server.answers();
      String first = out();
      assertThat(paid).isPositive();
      assertThat(console.err())
          .containsPattern("labels: [0-9]+ requests, [0-9,]+ tokens .*, cost 0\\.[0-9]+");
      assertThat(label(server, "--cache", cache, "--max-calls", "0", "--token-price", "2"))
          .isZero();
      assertThat(server.answers()).isEqualTo(paid);
      assertThat(out()).isEqualTo(first);
      assertThat(console.err())
          .contains("labels: 0 requests, 0 tokens", "5 answered from memory", "left: 0 requests");
      try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
        for (Path file : files.toList()) {
          assertThat(Files.readString(file)).doesNotContain("git status", "vssadmin");
        }
      }
    }
  }

  @Test
  void aDryRunSaysTheCostAndSendsNothing() throws IOException {
    try (LocalLabelServer server = LocalLabelServer.start(0)) {
      assertThat(label(server, "--dry-run", "--prices", "{\"*\": 0.15/0.6}", "--canaries", "false"))
          .isZero();
      assertThat(server.answers()).isZero();
      JsonNode estimate = Json.MAPPER.readTree(out());
      assertThat(estimate.path("lines").asInt()).isEqualTo(5);
      assertThat(estimate.path("questions").asInt()).isEqualTo(4);
      assertThat(estimate.at("/likely/calls").asInt()).isEqualTo(4);
      assertThat(estimate.at("/likely/cost").asDouble()).isPositive();
      assertThat(estimate.at("/at_most/prompt_tokens").asLong())
          .isGreaterThan(estimate.at("/likely/prompt_tokens").asLong());
      assertThat(console.err())
          .contains("5 lines: 4 questions, 1 equal", "likely 4 requests", "nothing was sent");
    }
  }

  @Test
  void aCapOnMoneyNeedsAPrice() throws IOException {
    try (LocalLabelServer server = LocalLabelServer.start(0)) {
      assertThat(label(server, "--max-cost", "1")).isEqualTo(2);
      assertThat(console.err()).contains("max-cost", "labeler.prices");
      assertThat(label(server, "--max-cost", "1", "--prices", "{gpt-4o: 1}")).isEqualTo(2);
      assertThat(console.err()).contains("says what tokens of " + LocalLabelServer.MODEL + " cost");
      assertThat(server.answers()).isZero();
    }
  }
}
