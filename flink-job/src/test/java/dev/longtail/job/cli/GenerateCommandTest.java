package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.io.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateCommandTest {
  @TempDir private Path dir;

  @Test
  void writesTheDaysAndTheSets() {
    int status =
        Longtail.run(
            "generate",
            "--out",
            dir.toString(),
            "--from",
            "2024-02-28",
            "--days",
            "2",
            "--events-per-day",
            "200",
            "--seed",
            "5");

    assertThat(status).isZero();
    assertThat(JsonLines.files(dir))
        .extracting(file -> dir.relativize(file).toString())
        .containsExactlyInAnyOrder(
            "ab_train.jsonl.gz",
            "incident.jsonl.gz",
            "rb_train.jsonl.gz",
            "telemetry/2024-02-28.jsonl.gz",
            "telemetry/2024-02-29.jsonl.gz",
            "time_split.jsonl.gz",
            "truth.jsonl.gz");
  }

  @Test
  void refusesOptionsThatCannotBeMet() {
    assertThat(Longtail.run("generate")).isEqualTo(Longtail.BAD_USAGE);
    assertThat(Longtail.run("generate", "--out", dir.toString(), "--days", "0"))
        .isEqualTo(Longtail.BAD_USAGE);
    assertThat(Longtail.run("generate", "--out", dir.toString(), "--from", "January"))
        .isEqualTo(Longtail.BAD_USAGE);
  }

  @Test
  void failsWhereItCannotWrite() throws IOException {
    Path taken = Files.writeString(dir.resolve("taken"), "a file");

    assertThat(Longtail.run("generate", "--out", taken.toString(), "--days", "1"))
        .isEqualTo(Longtail.FAILED);
  }
}
