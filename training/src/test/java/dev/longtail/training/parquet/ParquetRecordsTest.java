package dev.longtail.training.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.Records;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetRecordsTest {
  /** With everything that a row of a data set has. */
  record Row(
      String cmd, String label, String os, List<Inner> rules, List<String> sources, long events) {}

  record Inner(String id, List<String> techniques) {}

  private static final List<Row> ROWS =
      List.of(
          new Row(
              "curl \u20ac | sh",
              "malicious",
              "linux",
              List.of(new Inner("a", List.of("T1", "T2")), new Inner("b", List.of())),
              List.of("cases", "rules"),
              3),
          new Row("ls\n\t-l", "benign", "", List.of(), List.of(), 0));

  @TempDir private Path folder;

  @Test
  void readsWhatWasWritten() throws IOException {
    Path file = folder.resolve("a.parquet");
    ParquetFile.write(file, Row.class, ROWS);
    List<String> read = new ArrayList<>();
    new ParquetRecords().forEach(file, (record, where) -> read.add(where.line() + " " + record));
    assertThat(read).hasSize(2);
    assertThat(read.get(0))
        .contains(
            "1 {",
            "\"cmd\":\"curl \u20ac | sh\"",
            "\"techniques\":[\"T1\",\"T2\"]",
            "\"events\":3");
    assertThat(read.get(1)).contains("\"cmd\":\"ls\\n\\t-l\"");
  }

  @Test
  void equalRowsGiveEqualBytes() throws IOException {
    ParquetFile.write(folder.resolve("a"), Row.class, ROWS);
    ParquetFile.write(folder.resolve("b"), Row.class, ROWS);
    assertThat(folder.resolve("b")).hasSameBinaryContentAs(folder.resolve("a"));
  }

  /** Its first bytes say what a file is, not its name. */
  @Test
  void aLabelledSetMayBeParquet() throws IOException {
    Path columns = folder.resolve("rb");
    ParquetFile.write(columns, Row.class, ROWS);
    Path lines =
        Records.write(
            folder.resolve("rb.jsonl"),
            "{\"cmd\":\"curl \u20ac | sh\",\"label\":\"malicious\",\"os\":\"linux\"}",
            "{\"cmd\":\"ls\\n\\t-l\",\"label\":\"benign\"}");
    assertThat(LabelledSet.read("rb", columns)).isEqualTo(LabelledSet.read("rb", lines));
  }

  @Test
  void namesTheRowThatCannotBeUsed() throws IOException {
    record NoLabel(String cmd, String label) {}
    Path file = folder.resolve("a.parquet");
    ParquetFile.write(
        file, NoLabel.class, List.of(new NoLabel("a", "benign"), new NoLabel("b", "evil")));
    assertThatThrownBy(() -> LabelledSet.read("rb", file))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file + ":2: field \"label\" is \"evil\"; it must be \"benign\" or \"malicious\"");
  }

  @Test
  void aDamagedFileIsSaidToBeOne() throws IOException {
    Path file = folder.resolve("a.parquet");
    ParquetFile.write(file, Row.class, ROWS);
    byte[] bytes = Files.readAllBytes(file);
    for (int length : List.of(4, 20, bytes.length / 2, bytes.length - 1)) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> LabelledSet.read("rb", file))
          .as("%d bytes", length)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("a.parquet: damaged, or no Parquet file");
    }
  }

  /** Telemetry is read line by line, and Parquet is not. */
  @Test
  void parquetIsNoTelemetry() throws IOException {
    Path file = folder.resolve("a.parquet");
    ParquetFile.write(file, Row.class, ROWS);
    assertThatThrownBy(() -> JsonLines.forEach(file, (record, where) -> {}))
        .hasMessageContaining("is a Parquet file and cannot be read");
  }
}
