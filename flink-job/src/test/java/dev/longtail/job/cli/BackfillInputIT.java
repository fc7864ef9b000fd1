package dev.longtail.job.cli;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import dev.longtail.job.cli.Console.Outcome;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.SmallModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backfill over files that are not what they should be. */
class BackfillInputIT {
  @TempDir private static Path shared;
  private static Path model;

  @TempDir private Path folder;

  @BeforeAll
  static void writeTheModel() throws IOException {
    model = SmallModel.writeTo(shared.resolve("model"));
  }

  @Test
  void nothingUsableFailsWithTheReasons() throws IOException {
    Path input =
        Files.writeString(
            folder.resolve("in.jsonl"), "{\"x\":1}\n{\"x\":2}\n".repeat(3) + "text\n");
    Outcome outcome = backfill(input, "out");
    assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.err())
        .contains("no record of the asked range is a usable event; 7 dead letters in ")
        .contains("field ts: missing (6)");
    assertThat(folder.resolve("out/funnel.json")).doesNotExist();
  }

  /**
   * As files of any packing and as a pipe: one result. Seconds are told apart, and said. The packed
   * files have a half each, so that one run reads both.
   */
  @Test
  void packedFilesPipesAndSecondsGiveTheResultOfPlainFiles() throws IOException {
    List<String> millis = new ArrayList<>();
    List<String> seconds = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String rest = ",\"event_id\":\"" + i + "\",\"cmd\":\"tool" + i + " --run /srv/" + i + "\"}\n";
      millis.add("{\"ts\":" + (1736078400000L + 1000L * i) + rest);
      seconds.add("{\"ts\":" + (1736078400L + i) + rest);
    }
    Path plain = Files.writeString(folder.resolve("plain.jsonl"), String.join("", millis));
    String expected = anomalies(backfill(plain, "plain"), "plain");

    Path packed = Files.createDirectory(folder.resolve("packed"));
    Files.write(packed.resolve("gzip.jsonl"), packed(millis.subList(0, 30), true));
    Files.write(packed.resolve("zstd.jsonl.zst"), packed(seconds.subList(30, 60), false));
    Outcome outcome = backfill(packed, "unpacked");
    assertThat(anomalies(outcome, "unpacked")).isEqualTo(expected);
    assertThat(outcome.err())
        .containsOnlyOnce("warning: by their size, field ts read 30 times as seconds");

    InputStream real = System.in;
    System.setIn(new ByteArrayInputStream(packed(millis, false)));
    try {
      assertThat(anomalies(backfill(Path.of("-"), "pipe"), "pipe")).isEqualTo(expected);
    } finally {
      System.setIn(real);
    }
  }

  /** As rows of any separator, packed or through a pipe: the result of the same events as JSON. */
  @Test
  void rowsGiveTheResultOfTheSameEventsAsLines() throws IOException {
    List<String> json = new ArrayList<>();
    List<String> commas = new ArrayList<>();
    List<String> tabs = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      long ts = 1736078400000L + 1000L * i;
      String command = "tool%d --run \"/srv/%d\",a;b\nnext\ttab \\ é".formatted(i, i);
      String quoted = '"' + command.replace("\"", "\"\"") + '"';
      json.add(Json.line(Map.of("ts", ts, "event_id", "" + i, "cmd", command, "host", "h")) + "\n");
      commas.add("%d,%s,%d,h,\r\n".formatted(i, quoted, ts));
      tabs.add("%d\t%d\t%s\th\n".formatted(ts, i, quoted));
    }
    Path plain = Files.writeString(folder.resolve("plain.jsonl"), String.join("", json));
    String expected = anomalies(backfill(plain, "plain"), "plain");

    Path rows = Files.createDirectory(folder.resolve("rows"));
    commas.subList(30, 60).clear();
    commas.add(0, "event_id,cmd,ts,host,user\r\n");
    commas.add(1, "too,few\r\n");
    tabs.subList(0, 30).clear();
    tabs.add(0, "ts\tevent_id\tcommand_line\thost\n");
    Files.writeString(rows.resolve("a.csv"), "\ufeff" + String.join("", commas));
    Files.write(rows.resolve("b.tsv.gz"), packed(tabs, true));
    Outcome outcome = backfill(rows, "rows-out");
    assertThat(anomalies(outcome, "rows-out")).isEqualTo(expected);
    assertThat(outcome.err()).contains("row of 2 fields where the header has 5");
    assertThat(lines("rows-out", "dead-letters"))
        .contains("\"origin\":\"a.csv:2\"", "\"raw_base64\":\"dG9vLGZldw==\"");

    commas.remove(1);
    Path half = Files.writeString(folder.resolve("half.csv"), String.join("", commas));
    InputStream real = System.in;
    System.setIn(new ByteArrayInputStream(Files.readAllBytes(half)));
    try {
      assertThat(parsed("-")).isEqualTo(parsed(half.toString())).hasLineCount(30);
    } finally {
      System.setIn(real);
    }
  }

  private static String parsed(String input) {
    Outcome outcome = Console.run("parse", "--input", input);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return outcome.out();
  }

  @Test
  void aFileOfAnotherKindStopsAFolderBeforeTheWork() throws IOException {
    Path input = Files.createDirectories(folder.resolve("in"));
    Files.writeString(input.resolve("a.jsonl"), "{\"ts\":1736078400000,\"cmd\":\"ls\"}\n");
    Files.write(input.resolve("b.jsonl"), "{\"ts\":1}\n".getBytes(UTF_16));
    Files.writeString(input.resolve("c.txt"), "");
    Outcome outcome = backfill(input, "out");
    assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.err()).contains("b.jsonl: is UTF-16 text");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private String anomalies(Outcome outcome, String out) throws IOException {
    assertThat(outcome.status()).as(outcome.err()).isZero();
    String lines = lines(out, "anomalies");
    assertThat(Json.MAPPER.readTree(lines.lines().findFirst().orElseThrow()).isObject()).isTrue();
    return lines.lines().sorted().reduce("", (all, line) -> all + line + "\n");
  }

  private String lines(String out, String output) throws IOException {
    StringBuilder lines = new StringBuilder();
    try (var files = Files.walk(folder.resolve(out).resolve(output))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        lines.append(Files.readString(file));
      }
    }
    return lines.toString();
  }

  private Outcome backfill(Path input, String out) {
    return Console.run(
        "backfill",
        "--input",
        input.toString(),
        "--out",
        folder.resolve(out).toString(),
        "--from",
        "2025-01-05",
        "--to",
        "2025-01-05",
        "--top-k",
        "10",
        "--embedding-model",
        model.toString(),
        "--parallelism",
        "1");
  }

  private static byte[] packed(List<String> lines, boolean gzip) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = gzip ? new GZIPOutputStream(bytes) : new ZstdOutputStream(bytes)) {
      out.write(String.join("", lines).getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
