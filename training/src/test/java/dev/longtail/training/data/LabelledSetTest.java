package dev.longtail.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.io.InputException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledSetTest {
  @TempDir private Path folder;

  @Test
  void readsRecordsInOrderAndKeepsRepetitions() {
    Path file =
        write(
            "{\"cmd\":\"ls\",\"label\":\"benign\",\"os\":\"linux\",\"family\":\"x\"}",
            "{\"command_line\":\"nc -e sh\",\"label\":\"MALICIOUS\"}",
            "{\"cmd\":\"ls\",\"label\":\"benign\"}");
    LabelledSet set = LabelledSet.read("incident", file);
    assertThat(set.rows())
        .containsExactly(
            new LabelledCommand("ls", Label.BENIGN, new LineOrigin("linux", "x")),
            new LabelledCommand("nc -e sh", Label.MALICIOUS),
            new LabelledCommand("ls", Label.BENIGN));
    assertThat(set.commands()).containsExactly("ls", "nc -e sh");
    assertThat(set.count(Label.BENIGN)).isEqualTo(2);
  }

  @Test
  void saysWhereALabelIsMissing() {
    Path file = write("{\"cmd\":\"ls\",\"label\":\"benign\"}", "{\"cmd\":\"ls\"}");
    assertThatThrownBy(() -> LabelledSet.read("ab", file))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ":2: field \"label\" is missing or no text");
  }

  @Test
  void saysWhereALabelIsUnknown() {
    Path file = write("{\"cmd\":\"ls\",\"label\":\"grey\"}");
    assertThatThrownBy(() -> LabelledSet.read("ab", file))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file + ":1: field \"label\" is \"grey\"; it must be \"benign\" or \"malicious\"");
  }

  @Test
  void saysWhereACommandIsMissing() {
    Path file = write("{\"label\":\"benign\"}");
    assertThatThrownBy(() -> LabelledSet.read("ab", file))
        .hasMessageContaining(file + ":1: field \"cmd\"");
  }

  @Test
  void refusesAnEmptySet() {
    Path file = write("");
    assertThatThrownBy(() -> LabelledSet.read("incident", file))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": the incident set is empty");
  }

  @Test
  void refusesASetOfOneClass() {
    Path file = write("{\"cmd\":\"ls\",\"label\":\"benign\"}");
    assertThatThrownBy(() -> LabelledSet.read("time split", file))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + ": the time split set has 1 records and none with \"label\" \"malicious\"; both"
                + " classes are needed");
  }

  private Path write(String... lines) {
    return Records.write(folder.resolve("set.jsonl"), lines);
  }
}
