package dev.longtail.job.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.cli.Console.Outcome;
import dev.longtail.job.replay.DeadLetterReplay;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters in files, replayed into files. */
class ReplayDlqCommandTest {
  private static final String ENDED =
      "{\"@timestamp\":\"2025-01-05T12:00:00Z\",\"event\":{\"category\":\"process\","
          + "\"type\":\"end\"},\"process\":{\"command_line\":\"id\"}}";

  @TempDir private Path folder;

  private static String event(int i) {
    return "{\"ts\":\"2025-01-05T12:00:%02dZ\",\"host\":\"a\",\"cmd\":\"ls %d\"}"
        .formatted(i % 60, i);
  }

  private static String letter(String origin, String window, String record) {
    byte[] bytes = record.getBytes(UTF_8);
    return ("{\"origin\":\"%s\",\"reason\":\"then\",\"window\":%s,\"raw_bytes\":%d,\"raw_sha256\":"
            + "\"%s\",\"raw_base64\":\"%s\"}\n")
        .formatted(
            origin,
            window == null ? "null" : '"' + window + '"',
            bytes.length,
            Sha256.hex(bytes),
            Base64.getEncoder().encodeToString(bytes));
  }

  @Test
  void whatParsesNowIsWrittenAndTheRestStaysDead() throws IOException {
    letters(
        "mined/dead-letters/a.jsonl",
        letter("e.jsonl:1", "2025-01-05", event(1)),
        letter("e.jsonl:2", null, event(2)),
        letter("e.jsonl:2", null, event(2)),
        letter("e.jsonl:3", null, ENDED),
        letter("e.jsonl:4", null, "{\"ts\":1}"),
        "no letter\n");
    Outcome replayed = replay("mined", "out");
    assertThat(replayed.status()).as(replayed.err()).isZero();
    assertThat(replayed.err())
        .contains("4 dead letters: 3 are no longer dead; 2 process starts, skipped: 1 process end")
        .contains("1 still dead; 0 replayed before, 1 came again")
        .contains("still dead: 1 field command_line: missing")
        .contains("warning: 1 record is no dead letter")
        .contains("2025-01-05: take 1 from unparsable; they are 1 event, and 0 skipped")
        .contains("unknown: take 2 from unparsable; they are 1 event, and 1 skipped");

    List<JsonNode> events = lines("out/run-0001/events/events.jsonl");
    assertThat(events).hasSize(2);
    assertThat(events.get(0).path("replay_of").get(0).path("origin").asText())
        .isEqualTo("e.jsonl:1");
    assertThat(events.get(0).path("replay_of").get(0).path("window").asText())
        .isEqualTo("2025-01-05");
    assertThat(lines("out/run-0001/dead-letters/dead-letters.jsonl"))
        .singleElement()
        .satisfies(
            dead -> {
              assertThat(dead.path("origin").asText()).isEqualTo("e.jsonl:4");
              assertThat(dead.path("reason").asText()).startsWith("field command_line: missing");
              assertThat(dead.path("first_reason").asText()).isEqualTo("then");
              assertThat(dead.path("window").isNull()).isTrue();
            });
    JsonNode counts = Json.MAPPER.readTree(folder.resolve("out/run-0001/counts.json").toFile());
    assertThat(counts.path("still_dead").asInt()).isEqualTo(1);
    assertThat(counts.at("/windows/unknown/letters").asInt()).isEqualTo(2);

    Outcome looked =
        Console.run("look", "--input", folder.resolve("out/run-0001/events").toString());
    assertThat(looked.out()).contains("native 2").contains("--from 2025-01-05 --to 2025-01-05");
  }

  @Test
  void nothingIsReplayedTwice() throws IOException {
    letters("dead/a.jsonl", letter("e:1", null, event(1)), letter("e:9", null, "x"));
    assertThat(replay("dead", "out").status()).isZero();
    assertThat(replay("dead", "out").err()).contains("1 replayed before").contains("nothing new");
    assertThat(folder.resolve("out/run-0002")).doesNotExist();

    letters("dead/b.jsonl", letter("e:2", null, event(2)), letter("e:1", null, event(3)));
    assertThat(replay("dead", "out").status()).isZero();
    assertThat(lines("out/run-0002/events/events.jsonl"))
        .extracting(line -> line.path("command_line").asText())
        .containsExactly("ls 2", "ls 3");
    // Its own still dead letters are an input too.
    assertThat(replay("out/run-0001", "out").err())
        .contains("1 still dead")
        .contains("nothing new");
  }

  @Test
  void aRunThatIsKilledAtAnyPointLeavesNothingAndIsDoneAgain() throws IOException {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(letter("e:" + i, null, event(i)));
    }
    for (int killed : new int[] {0, 1, 7, 19}) {
      assertThatThrownBy(
              () ->
                  new DeadLetterReplay(folder.resolve("out"), Optional.empty(), line -> {})
                      .run(
                          taker -> {
                            all.subList(0, killed).forEach(line -> taker.take(line, "?"));
                            throw new Killed();
                          }))
          .isInstanceOf(Killed.class);
      assertThat(folder.resolve("out/run-0001")).doesNotExist();
    }
    letters("dead/a.jsonl", all.toArray(String[]::new));
    assertThat(replay("dead", "out").status()).isZero();
    TreeSet<String> ids = new TreeSet<>();
    List<JsonNode> events = lines("out/run-0001/events/events.jsonl");
    events.forEach(event -> ids.add(event.path("command_line").asText()));
    assertThat(events).hasSize(20);
    assertThat(ids).hasSize(20);
    try (Stream<Path> left = Files.list(folder.resolve("out"))) {
      assertThat(left.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder(".lock", "run-0001");
    }
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void whatCannotBeUsedIsSaidInOneSentence() throws IOException {
    letters("dead/a.jsonl", "{\"a\":1}\n");
    letters("full/x.jsonl", "x\n");
    letters("result/funnel.json", "{}\n");
    assertThat(replay("missing", "out").err()).contains("missing: no such file or folder");
    assertThat(replay("dead", "out").err())
        .contains("no record is a dead letter; the first: ")
        .contains("a.jsonl:1: no dead letter: field raw_base64 is missing or no text");
    assertThat(replay("dead", "full").err()).contains("no longtail replay-dlq has made it");
    assertThat(replay("dead", "result").err()).contains("no longtail replay-dlq has made it");
    assertThat(replay("dead", "dead/out").err()).contains("lies in the input's");
    assertThat(Console.run("replay-dlq", "--input", "x").status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(Console.run("replay-dlq", "--from-topic", "--out", "o").err())
        .contains("--from-topic: sink.kafka.bootstrap-servers is missing");
    assertThat(Console.run("replay-dlq", "--input", "x", "--out", "o", "--to-topic").err())
        .contains("--to-topic: source.bootstrap-servers is missing");
  }

  private Outcome replay(String input, String out) {
    return Console.run(
        "replay-dlq",
        "--input",
        folder.resolve(input).toString(),
        "--out",
        folder.resolve(out).toString());
  }

  private void letters(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("", lines));
  }

  private List<JsonNode> lines(String name) throws IOException {
    List<JsonNode> read = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(name))) {
      read.add(Json.MAPPER.readTree(line));
    }
    return read;
  }
}
