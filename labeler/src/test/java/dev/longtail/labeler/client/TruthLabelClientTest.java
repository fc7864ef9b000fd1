package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthLabelClientTest {
  @TempDir private Path folder;

  private Path truth(String lines) throws IOException {
    return Files.writeString(folder.resolve("truth.jsonl"), lines);
  }

  private static LabelResult ask(Path file, String line) {
    try (TruthLabelClient client = new TruthLabelClient(file)) {
      return client.label(line).join();
    }
  }

  @Test
  void answersWhatTheFileSays() throws IOException {
    Path file =
        truth(
            """
            {"cmd":"ls","label":"benign"}
            {"command_line":"mimikatz","label":"malicious"}
            {"cmd":"odd","label":"unknown"}
            """);
    assertThat(ask(file, "ls"))
        .isEqualTo(
            new LabelResult(Verdict.BENIGN, "benign in the truth file", "truth:truth.jsonl", ""));
    assertThat(ask(file, "mimikatz").verdict()).isEqualTo(Verdict.MALICIOUS);
    assertThat(ask(file, "odd").verdict()).isEqualTo(Verdict.ABSTAINED);
    assertThat(ask(file, "absent").reason()).isEqualTo("not in the truth file");
    assertThat(ask(file, null).verdict()).isEqualTo(Verdict.ABSTAINED);
  }

  @Test
  void aLineWithTwoLabelsHasNoTruth() throws IOException {
    Path file =
        truth("{\"cmd\":\"x\",\"label\":\"benign\"}\n{\"cmd\":\"x\",\"label\":\"malicious\"}\n");
    assertThat(ask(file, "x").verdict()).isEqualTo(Verdict.ABSTAINED);
  }

  @Test
  void aFileWithoutAnyTruthIsRefused() {
    for (String lines : new String[] {"", "\n", "{\"cmd\":\"x\",\"label\":\"unknown\"}\n"}) {
      assertThatThrownBy(() -> ask(truth(lines), "x"))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("truth.jsonl: holds no line whose label is benign or malicious");
    }
  }

  @Test
  void aPackedFileWillDo() throws IOException {
    Path file = folder.resolve("t.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("{\"cmd\":\"ls\",\"label\":\"benign\"}\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(ask(file, "ls").model()).isEqualTo("truth:t.jsonl.gz");
  }

  @Test
  void aChangedFileIsReadAgain() throws IOException {
    Path file = truth("{\"cmd\":\"x\",\"label\":\"benign\"}\n");
    assertThat(ask(file, "x").verdict()).isEqualTo(Verdict.BENIGN);
    truth("{\"cmd\":\"x\",\"label\":\"malicious\"}\n");
    assertThat(ask(file, "x").verdict()).isEqualTo(Verdict.MALICIOUS);
  }

  @Test
  void whatIsWrongIsNamedByFileLineAndField() throws IOException {
    assertThatThrownBy(
            () -> ask(truth("{\"cmd\":\"x\",\"label\":\"benign\"}\n{\"cmd\":\"y\"}\n"), "x"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("truth.jsonl:2")
        .hasMessageContaining("\"label\"");
    assertThatThrownBy(() -> ask(truth("{\"label\":\"benign\"}\n"), "x"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("truth.jsonl:1")
        .hasMessageContaining("\"cmd\"");
    assertThatThrownBy(() -> ask(folder.resolve("missing.jsonl"), "x"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("missing.jsonl");
  }
}
