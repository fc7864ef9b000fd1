package dev.longtail.job.cli;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import dev.longtail.job.cli.Console.Outcome;
import dev.longtail.udfs.io.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backfill over files that are not what they should be. */
class BackfillInputIT {
  @TempDir private Path folder;

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

  /** As files of any packing and as a pipe: one result. Seconds are told apart, and said. */
  @Test
  void packedFilesPipesAndSecondsGiveTheResultOfPlainFiles() throws IOException {
    StringBuilder millis = new StringBuilder();
    StringBuilder seconds = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      String rest = ",\"event_id\":\"" + i + "\",\"cmd\":\"tool" + i + " --run /srv/" + i + "\"}\n";
      millis.append("{\"ts\":").append(1736078400000L + 1000L * i).append(rest);
      seconds.append("{\"ts\":").append(1736078400L + i).append(rest);
    }
    Path plain = Files.writeString(folder.resolve("plain.jsonl"), millis);
    String expected = anomalies(backfill(plain, "plain"), "plain");

    Path gzip = Files.write(folder.resolve("gzip.jsonl"), packed(millis, true));
    assertThat(anomalies(backfill(gzip, "gzip"), "gzip")).isEqualTo(expected);
    Path zstd = Files.write(folder.resolve("zstd.jsonl.zst"), packed(seconds, false));
    Outcome outcome = backfill(zstd, "zstd");
    assertThat(anomalies(outcome, "zstd")).isEqualTo(expected);
    assertThat(outcome.err())
        .containsOnlyOnce("warning: by their size, field ts read 60 times as seconds");

    InputStream real = System.in;
    System.setIn(new ByteArrayInputStream(packed(millis, false)));
    try {
      assertThat(anomalies(backfill(Path.of("-"), "pipe"), "pipe")).isEqualTo(expected);
    } finally {
      System.setIn(real);
    }
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
    StringBuilder lines = new StringBuilder();
    try (var files = Files.walk(folder.resolve(out).resolve("anomalies"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        lines.append(Files.readString(file));
      }
    }
    assertThat(Json.MAPPER.readTree(lines.toString().lines().findFirst().orElseThrow()).isObject())
        .isTrue();
    return lines.toString().lines().sorted().reduce("", (all, line) -> all + line + "\n");
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
        "--parallelism",
        "1");
  }

  private static byte[] packed(CharSequence text, boolean gzip) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = gzip ? new GZIPOutputStream(bytes) : new ZstdOutputStream(bytes)) {
      out.write(text.toString().getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
