package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.io.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairsCommandTest {
  @TempDir private Path dir;

  private Path input() throws IOException {
    return Files.writeString(
        dir.resolve("in.jsonl"),
        """
        {"cmd":"ls -l /srv/data/report.txt"}
        {"command_line":"ls -a --color"}
        {"cmd":"ping 10.0.0.7"}
        """);
  }

  @Test
  void writesLabelledPairs() throws IOException {
    Path input = input();
    Path out = dir.resolve("out.jsonl");
    Path again = dir.resolve("again.jsonl");

    assertThat(pairs(input, out, "3")).isZero();
    assertThat(pairs(input, again, "3")).isZero();

    assertThat(again).hasSameTextualContentAs(out);
    List<String> kinds = new ArrayList<>();
    JsonLines.forEach(
        out,
        (record, where) -> {
          assertThat(record.fieldNames())
              .toIterable()
              .containsExactly("a", "b", "duplicate", "kind");
          String kind = record.get("kind").textValue();
          kinds.add(kind);
          assertThat(record.get("duplicate").booleanValue())
              .isEqualTo(List.of("address", "file", "folder").contains(kind));
        });
    assertThat(kinds).hasSize(40).contains("address", "file", "flag-swap", "same-tool", "other");
  }

  private static int pairs(Path input, Path out, String seed) {
    return Longtail.run(
        "pairs",
        "--input",
        input.toString(),
        "--out",
        out.toString(),
        "--count",
        "40",
        "--seed",
        seed);
  }

  @Test
  void refusesWhatMakesNoPairs() throws IOException {
    Path lone = Files.writeString(dir.resolve("lone.jsonl"), "{\"cmd\":\"whoami\"}\n");

    assertThat(Longtail.run("pairs", "--input", lone.toString())).isEqualTo(Longtail.FAILED);
    assertThat(Longtail.run("pairs", "--input", lone.toString(), "--count", "0"))
        .isEqualTo(Longtail.BAD_USAGE);
    assertThat(Longtail.run("pairs")).isEqualTo(Longtail.BAD_USAGE);
  }
}
