package dev.longtail.job.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.cli.Console.Outcome;
import dev.longtail.udfs.io.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer learns of an input, good or bad. */
class LookCommandTest {
  private static final String NATIVE =
      "{\"ts\":\"2025-01-05T12:00:00Z\",\"host\":\"a\",\"os\":\"linux\",\"cmd\":\"/bin/ls -l\"}\n";
  private static final String NEXT_DAY =
      "{\"ts\":\"2025-01-06T01:00:00Z\",\"host\":\"b\",\"os\":\"windows\","
          + "\"cmd\":\"C:\\\\Windows\\\\ls.exe\"}\n";
  private static final String SYSMON =
      "{\"Event\":{\"System\":{\"EventID\":1,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\","
          + "\"Computer\":\"w\"},\"EventData\":{\"UtcTime\":\"2025-01-05 13:00:00.000\","
          + "\"CommandLine\":\"whoami /all\",\"Image\":\"C:\\\\w.exe\"}}}\n";
  private static final String OTHER_ID =
      "{\"Event\":{\"System\":{\"EventID\":4624,\"Channel\":\"Security\",\"Computer\":\"w\"},"
          + "\"EventData\":{}}}\n";

  @TempDir private Path folder;

  @Test
  void saysWhatAMixedFolderHoldsAndWhatToRunNext() throws IOException {
    write("in/a.jsonl", NATIVE + "no json\n" + SYSMON);
    Files.write(folder.resolve("in/b.jsonl.gz"), gzip(NEXT_DAY + OTHER_ID));
    Files.writeString(
        folder.resolve("in/c.csv"), "ts,host,cmd\n2025-01-05T14:00:00Z,a,/usr/bin/ls\n");

    Outcome text = look("in");
    assertThat(text.status()).as(text.err()).isZero();
    assertThat(text.out())
        .contains("3 files, all of it read")
        .contains("records         6")
        .contains("formats         native 3, sysmon 1, other 1, unknown 1")
        .contains("process starts  4")
        .contains("skipped         1 (other event id 1)")
        .contains("dead letters    1")
        .contains("times           2025-01-05T12:00:00Z to 2025-01-06T01:00:00Z")
        .contains("hosts           3: a 2, b 1, w 1")
        .contains("systems         ")
        .contains("linux 1")
        .contains("programs        ls 3, whoami 1")
        .contains("in/a.jsonl:2: not valid JSON")
        .contains(
            "longtail backfill --input %s --from 2025-01-05 --to 2025-01-06 --out mined"
                .formatted(folder.resolve("in")));

    JsonNode json = Json.MAPPER.readTree(look("in", "--json").out());
    assertThat(json.path("records").asLong()).isEqualTo(6);
    assertThat(json.path("formats").path("sysmon").asLong()).isEqualTo(1);
    assertThat(json.path("skipped_by_reason").path("other event id").asLong()).isEqualTo(1);
    assertThat(json.path("first_dead_letters").get(0).path("where").asText()).endsWith("a.jsonl:2");
    assertThat(json.path("programs").get(0).path("name").asText()).isEqualTo("ls");
    assertThat(json.path("next").get(0).asText()).contains("backfill");
  }

  @Test
  void thePrintedCommandWorksAlsoWhereThePathHasBlanksAndQuotes() throws IOException {
    write("my 'logs'/a.jsonl", NATIVE.repeat(60) + NEXT_DAY);
    String command =
        Json.MAPPER.readTree(look("my 'logs'", "--json").out()).path("next").get(0).asText();
    assertThat(shellWords(command))
        .containsExactly(
            "longtail",
            "backfill",
            "--input",
            folder.resolve("my 'logs'").toString(),
            "--from",
            "2025-01-05",
            "--to",
            "2025-01-06",
            "--out",
            "mined");
  }

  @Test
  void ofALargeInputEachFileGetsItsShareAndTheEndOfAPlainFileIsLookedAt() throws IOException {
    StringBuilder day = new StringBuilder();
    for (int i = 0; i < 6_000; i++) {
      day.append(
          "{\"ts\":%d,\"host\":\"a\",\"cmd\":\"sleep %d\"}%n"
              .formatted(1_736_078_400_000L + 60_000L * i, i));
    }
    write("in/a.jsonl", day.toString());
    write("in/b.jsonl", NATIVE.repeat(10));
    write("in/c.jsonl", NEXT_DAY.repeat(10));

    JsonNode json = Json.MAPPER.readTree(look("in", "--json", "--records", "100").out());
    assertThat(json.path("records").asLong()).isEqualTo(34 + 20);
    assertThat(json.path("parts_read_in_part").asInt()).isEqualTo(1);
    assertThat(json.path("bytes_read").asLong()).isBetween(1L, json.path("bytes").asLong() - 1);
    assertThat(json.path("latest").asText()).startsWith("2025-01-09T15:59");
    assertThat(json.path("next").get(0).asText()).contains("--to 2025-01-09");
    assertThat(look("in", "--records", "100").out())
        .contains("3 files, 1 of them read in part, ")
        .contains("% of the bytes; --records N reads more")
        .contains("check the days");
  }

  @Test
  void aFewWrongClocksDoNotMakeTheBackfillLonger() throws IOException {
    String future = NATIVE.replace("2025-01-05", "2096-02-01");
    write("a.jsonl", future + NATIVE.repeat(5_000) + NATIVE.replace("2025", "1971"));
    assertThat(look("a.jsonl").out())
        .contains("--from 2025-01-05 --to 2025-01-05")
        .contains("1971-01-05T12:00:00Z to 2096-02-01T12:00:00Z");
  }

  @Test
  void timesWithoutAZoneAreCounted() throws IOException {
    write(
        "a.jsonl",
        "{\"@timestamp\":\"2025-01-05T12:00:00\",\"event\":{\"category\":\"process\","
            + "\"type\":\"start\"},\"process\":{\"command_line\":\"id\"}}\n");
    Outcome looked = look("a.jsonl");
    assertThat(looked.out())
        .contains("without a zone  1, read as UTC")
        .contains("formats         ecs 1");
  }

  @Test
  void whereMostCannotBeReadItSaysWhatToDoInstead() throws IOException {
    write("a.jsonl", NATIVE + "{\"when\":1,\"what\":\"x\"}\n".repeat(9));
    Outcome looked = look("a.jsonl");
    assertThat(looked.status()).isZero();
    assertThat(looked.out())
        .contains("Most records cannot be read; the most frequent reason is: field ts: missing")
        .contains("longtail parse --describe")
        .contains("jq -c")
        .doesNotContain("backfill");
  }

  @Test
  void aBinaryFileIsAnAnswerAndNoCrash() throws IOException {
    byte[] binary = new byte[100_000];
    new java.util.Random(3).nextBytes(binary);
    Files.write(folder.resolve("a.bin"), binary);
    Outcome looked = look("a.bin");
    assertThat(looked.status()).isEqualTo(Longtail.FAILED);
    assertThat(looked.out()).contains("Most records cannot be read").doesNotContain("\u0007");
    assertThat(looked.err()).doesNotContain("\tat ");
  }

  @Test
  void filesOfTheWrongKindAreNamedAndTheOthersAreRead() throws IOException {
    write("in/a.jsonl", NATIVE);
    write("in/b.json", "PAR1 parquet");
    write("in/c.jsonl.gz", "not packed");
    Outcome looked = look("in");
    assertThat(looked.status()).isZero();
    assertThat(looked.out())
        .contains("Files that cannot be read:")
        .contains("b.json: is a Parquet file")
        .contains("c.jsonl.gz: its name says gzip")
        .contains("First take this file away or convert it")
        .contains("process starts  1");
  }

  @Test
  void whatCannotBeReadAtAllIsSaidInOneSentence() throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    write("only/a.jsonl", "PAR1 parquet");
    write("nothing.jsonl", "\n");
    for (String input : List.of("missing", "empty", "only", "nothing.jsonl")) {
      Outcome looked = look(input);
      assertThat(looked.status()).as(input).isEqualTo(Longtail.FAILED);
      assertThat(looked.out() + looked.err()).as(input).contains(input).doesNotContain("\tat ");
    }
    assertThat(look("nothing.jsonl").out()).contains("There is no record.");
  }

  @Test
  void recordsThatAreNoProcessStartsAreAnAnswer() throws IOException {
    write("a.jsonl", OTHER_ID.repeat(3));
    Outcome looked = look("a.jsonl");
    assertThat(looked.status()).isZero();
    assertThat(looked.out())
        .contains("No record is a process start")
        .contains("Sysmon's event 1 or the security log's 4688");
  }

  @Test
  void theStandardInputIsRead() {
    InputStream real = System.in;
    System.setIn(new ByteArrayInputStream(NATIVE.getBytes(UTF_8)));
    try {
      Outcome looked = Console.run("look", "--input", "-");
      assertThat(looked.status()).as(looked.err()).isZero();
      assertThat(looked.out())
          .contains("backfill --input - --from 2025-01-05")
          .contains("same bytes on its standard input");
    } finally {
      System.setIn(real);
    }
  }

  @Test
  void itNeverWrites() throws IOException {
    write("in/a.jsonl", NATIVE + "x\n");
    assertThat(look("in").status()).isZero();
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).containsExactly(folder.resolve("in/a.jsonl"));
    }
  }

  @Test
  void badUsageIsSaid() {
    assertThat(Console.run("look").status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(look("x", "--records", "0").err()).contains("--records 0: 1 or more");
    assertThat(look("x", "--topic").status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(Console.run("look", "--topic").err())
        .contains("--topic: source.bootstrap-servers is missing");
    assertThat(
            Console.run(
                    "look",
                    "--topic",
                    "--source-topic",
                    "t",
                    "--source-bootstrap-servers",
                    "127.0.0.1:1")
                .err())
        .contains("no Kafka broker at 127.0.0.1:1");
  }

  private Outcome look(String input, String... more) {
    List<String> words =
        new ArrayList<>(List.of("look", "--input", folder.resolve(input).toString()));
    words.addAll(List.of(more));
    return Console.run(words.toArray(String[]::new));
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
      packed.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  /** The words of a command as a shell reads them. */
  private static List<String> shellWords(String command) throws IOException {
    Process shell =
        new ProcessBuilder("sh", "-c", "printf '%s\\n' " + command)
            .redirectErrorStream(true)
            .start();
    return new String(shell.getInputStream().readAllBytes(), UTF_8).lines().toList();
  }
}
