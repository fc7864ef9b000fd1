package dev.longtail.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.io.InputException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownLinesTest {
  @TempDir private Path folder;

  @Test
  void saysOfWhatFamilyALineIs() {
    Path file =
        Records.write(
            folder.resolve("known.jsonl"),
            "{\"cmd\":\"ls\",\"label\":\"benign\",\"family\":\"wiki\",\"os\":\"linux\"}",
            "{\"command_line\":\"nc\",\"label\":\"malicious\",\"family\":\"bot\"}");
    KnownLines known = KnownLines.read(file);
    assertThat(known.all()).hasSize(2);
    LabelledCommand collected =
        new LabelledCommand("ls", Label.BENIGN, new LineOrigin("", "telemetry"));
    assertThat(known.familyOf(collected)).isEqualTo("wiki");
    assertThat(KnownLines.NONE.familyOf(collected)).isEqualTo("telemetry");
    assertThat(known.all().get(1).isMalicious()).isTrue();
    assertThat(known.familyOf(new LabelledCommand("id", Label.BENIGN))).isEmpty();
  }

  @Test
  void refusesARecordWithoutFamilyOrLabel() {
    refuses("{\"cmd\":\"ls\",\"label\":\"benign\"}", "field \"family\" is missing");
    refuses("{\"cmd\":\"ls\",\"label\":\"benign\",\"family\":\" \"}", "field \"family\" is blank");
    refuses("{\"cmd\":\"ls\",\"label\":\"odd\",\"family\":\"a\"}", "field \"label\" is \"odd\"");
  }

  private void refuses(String record, String why) {
    Path file = Records.write(folder.resolve("known.jsonl"), record);
    assertThatThrownBy(() -> KnownLines.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ":1: ")
        .hasMessageContaining(why);
  }
}
