package dev.longtail.job.cli;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.longtail.job.cli.Console.Outcome;
import dev.longtail.udfs.io.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands say of input that is not what it should be. */
class InputHygieneTest {
  private static final String EVENTS =
      "{\"ts\":1736078400000,\"cmd\":\"ls -l\"}\n{\"ts\":1736078400001,\"cmd\":\"id\"}\n";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"parse", "template", "features", "redact", "pairs --count 6"})
  void standardInputIsReadPackedOrNot(String command) throws IOException {
    String expected = run(command, file("in.jsonl", EVENTS)).out();
    assertThat(expected).isNotEmpty();
    for (byte[] bytes : new byte[][] {EVENTS.getBytes(UTF_8), gzip(EVENTS)}) {
      InputStream real = System.in;
      System.setIn(new ByteArrayInputStream(bytes));
      try {
        Outcome piped = run(command, Path.of("-"));
        assertThat(piped.status()).as(piped.err()).isZero();
        assertThat(piped.out()).isEqualTo(expected);
      } finally {
        System.setIn(real);
      }
    }
  }

  @Test
  void whatIsWrongWithStandardInputIsSaidOfIt() {
    InputStream real = System.in;
    System.setIn(new ByteArrayInputStream("{\"ts\":1736078400000}\n".getBytes(UTF_8)));
    try {
      Outcome piped = run("parse", Path.of("-"));
      assertThat(piped.status()).isEqualTo(Longtail.FAILED);
      assertThat(piped.err()).contains("(standard input):1: field command_line: missing");
    } finally {
      System.setIn(real);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"parse", "template", "features"})
  void aNamedPipeIsRead(String command) throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/mkfifo"))
            && new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0,
        "no mkfifo");
    Thread writer =
        new Thread(
            () -> {
              try {
                Files.writeString(pipe, EVENTS);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    writer.start();
    Outcome outcome = run(command, pipe);
    writer.join();
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"parse", "template", "features", "redact", "pairs"})
  void nothingUsableFails(String command) throws IOException {
    for (String content :
        List.of("", "\n \n", "Jan 05 12:00:00 host sshd: text\n", "a,b\n1,2\n", "{\"x\":1}\n")) {
      Path out = folder.resolve("out.jsonl");
      Path input = file("in.jsonl", content);
      assertThat(run(command, input).status()).as(content).isEqualTo(Longtail.FAILED);
      Outcome outcome = run(command + " --out " + out, input);
      assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
      assertThat(outcome.err()).contains("longtail: ").contains("in.jsonl").doesNotContain("\tat ");
    }
  }

  @Test
  void aFailedParseCountsAllTheSame() throws IOException {
    Path summary = folder.resolve("summary.json");
    Path out = folder.resolve("out.jsonl");
    Outcome outcome =
        run("parse --summary " + summary + " --out " + out, file("in.jsonl", "{}\n[1]\n"));
    assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.err())
        .contains("no record can be used; the first: ", "in.jsonl:1: field ts");
    assertThat(Json.MAPPER.readTree(summary.toFile()).get("dead_letters").asLong()).isEqualTo(2);
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"parse", "template", "features", "redact", "pairs", "dedup"})
  void aFileOfAnotherKindIsRefusedBeforeTheWork(String command) throws IOException {
    file("a.jsonl", EVENTS);
    Path wide = Files.write(folder.resolve("b.jsonl"), EVENTS.getBytes(UTF_16));
    Path array = file("c.json", "[" + EVENTS.strip().replace('\n', ',') + "]");
    for (Path input : List.of(folder, wide)) {
      Outcome outcome = run(command, input);
      assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err()).contains(wide + ": is UTF-16 text and cannot be read; convert it");
    }
    assertThat(run(command, array).err())
        .contains(array + ": is one JSON array; one object a line");
  }

  @ParameterizedTest
  @ValueSource(strings = {"parse", "template", "features", "pairs --count 6"})
  void whatIsNotReadOfAFolderIsSaidOnce(String command) throws IOException {
    file("a.jsonl", EVENTS);
    for (String name : List.of("b.txt", "c.xml", "d.bak", "e.old")) {
      file(name, "x");
    }
    Outcome outcome = run(command, folder);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .containsOnlyOnce(
            "warning: not read because of their names: b.txt, c.xml, d.bak and 1 more");
  }

  @Test
  void guessedUnitsOfTimeAreOneWarning() throws IOException {
    Outcome outcome =
        run(
            "parse",
            file(
                "in.jsonl",
                """
                {"ts":1736078400,"cmd":"a"}
                {"ts":"1736078400.5","cmd":"b"}
                {"ts":1736078400000000,"cmd":"c"}
                {"ts":1736078400000,"cmd":"d"}
                {"ts":0,"cmd":"e"}
                """));
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out().lines())
        .extracting(line -> Json.MAPPER.readTree(line).get("ts").asLong())
        .containsExactly(1736078400000L, 1736078400500L, 1736078400000L, 1736078400000L, 0L);
    assertThat(outcome.err().lines().filter(line -> line.contains("warning")))
        .singleElement()
        .asString()
        .contains("1 time as milliseconds of the first", "2 times as seconds")
        .contains("1 time as microseconds");
    assertThat(run("parse", file("in.jsonl", EVENTS)).err()).doesNotContain("warning");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          {"cmd":"ls","cmd":"id"}       | field cmd: is there twice
          {"cmd":"ls","a":1,"a":1}      | field a: is there twice
          {"ts":1736078400000,"cmd":""} | field
          """)
  void everyStageSaysWhatIsWrongWithARecord(String record, String reason) throws IOException {
    Path input = file("in.jsonl", EVENTS + record + "\n");
    assertThat(run("parse", input).err()).contains("in.jsonl:3: " + reason);
    if (record.contains("\"cmd\":\"ls\"")) {
      for (String command : List.of("template", "features", "redact")) {
        Outcome outcome = run(command, input);
        assertThat(outcome.status()).isZero();
        assertThat(outcome.err())
            .contains("3 records, 1 of them unusable", "in.jsonl:3: " + reason);
        assertThat(outcome.out().lines()).hasSize(3);
      }
    }
  }

  @Test
  void oddLinesStopNoStage() throws IOException {
    StringBuilder events = new StringBuilder();
    for (String odd :
        List.of(
            "x \\ud83d y",
            "\\udc00\\ud800\\u0000",
            "a".repeat(131_072),
            "[".repeat(3000),
            "ｐｏｗｅｒｓｈｅｌｌ －ｅｎｃ")) {
      events.append("{\"ts\":1736078400000,\"cmd\":\"").append(odd).append("\"}\n");
    }
    Path input = file("in.jsonl", events.toString());
    for (String command : List.of("parse", "template", "features", "redact")) {
      Outcome outcome = run(command, input);
      assertThat(outcome.status()).as(outcome.err()).isZero();
      assertThat(outcome.out().lines()).hasSize(5);
    }
  }

  @Test
  void aTableOfAnotherKindIsRefused() throws IOException {
    Path table = Files.write(folder.resolve("t.csv"), "a,label\n1,0\n".getBytes(UTF_16));
    Outcome outcome = Console.run("detect", "--detector", "pca", "--csv", table.toString());
    assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.err()).contains(table + ": is UTF-16 text");
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static Outcome run(String command, Path input) {
    return Console.run((command + " --input " + input).split(" "));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
