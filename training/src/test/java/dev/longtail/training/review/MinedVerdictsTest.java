package dev.longtail.training.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinedVerdictsTest {
  private static final String VERDICT =
      "{\"id\":\"%s\",\"window\":\"2025-01-01\",\"scale\":\"%s\",\"cmd\":\"%s\",\"verdict\":\"%s\","
          + "\"admitted\":%s,\"reason\":\"%s\",\"model\":\"judge-1\",\"prompt_version\":\"p1\"}\n";

  @TempDir private Path folder;

  private Path write(String output, String... records) throws IOException {
    Path file = folder.resolve(output).resolve("a.jsonl");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, String.join("", records));
  }

  private List<JudgedLine> lines() {
    return MinedVerdicts.read(folder).lines();
  }

  @Test
  void aLineOfBothScalesIsOneWithTheContextOfItsExemplars() throws IOException {
    write(
        "verdicts",
        VERDICT.formatted("w/full/1", "full", "ls", "BENIGN", true, "lists"),
        VERDICT.formatted("w/reduced/1", "reduced", "ls", "BENIGN", true, "lists"),
        VERDICT.formatted("w/full/1", "full", "ls", "BENIGN", true, "lists"));
    write(
        "exemplars",
        "{\"id\":\"w/full/1\",\"detectors\":[\"isolation-forest\"],\"rank\":4,\"source\":{\"event_id\":\"e\",\"host\":\"h\",\"user\":\"u\",\"parent\":\"bash\",\"occurrences\":7}}\n",
        "{\"id\":\"w/reduced/1\",\"detectors\":[\"pca\"],\"rank\":2,\"source\":{\"host\":\"h\"}}\n");
    MinedVerdicts.Read read = MinedVerdicts.read(folder);
    assertThat(read.repeated()).isEqualTo(1);
    JudgedLine line = read.lines().get(0);
    assertThat(read.lines()).hasSize(1);
    assertThat(line.exemplars()).containsExactly("w/full/1", "w/reduced/1");
    assertThat(line.context().scales()).containsExactly("full", "reduced");
    assertThat(line.context().detectors()).containsExactly("isolation-forest", "pca");
    assertThat(line.context().rank()).isEqualTo(2);
    assertThat(line.context().host()).isEqualTo("h");
    assertThat(line.context().parent()).isEqualTo("bash");
    assertThat(line.context().eventId()).isEqualTo("e");
    assertThat(line.context().occurrences()).isEqualTo(7);
  }

  @Test
  void withoutExemplarsTheTrainingDataKnowsTheContext() throws IOException {
    write("verdicts", VERDICT.formatted("w/full/1", "full", "ls", "BENIGN", true, "lists"));
    write(
        "training-data",
        "{\"cmd\":\"ls\",\"detectors\":[\"pca\"],\"lineage\":{\"exemplar\":\"w/full/1\",\"rank\":3,"
            + "\"source\":{\"host\":\"h\",\"user\":\"u\"}}}\n");
    LineContext context = lines().get(0).context();
    assertThat(context.host()).isEqualTo("h");
    assertThat(context.detectors()).containsExactly("pca");
    assertThat(context.rank()).isEqualTo(3);
  }

  @Test
  void aVetoAndAFrequentReasonAreRulesTheWordsOfAModelAreNot() throws IOException {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String reason =
          i < 2
              ? "veto: mark " + i
              : i < 10 ? "abstained: hidden: too much" : "abstained: refused: words " + i;
      records.add(VERDICT.formatted("w/full/" + i, "full", "run " + i, "ABSTAINED", false, reason));
    }
    write("verdicts", records.toArray(String[]::new));
    assertThat(lines().stream().map(line -> line.stratum().rule()).distinct())
        .containsExactlyInAnyOrder(
            "veto: mark 0", "veto: mark 1", "abstained: hidden: too much", "abstained: refused");
  }

  @Test
  void theFolderOfTheDemoHasItsResultsBelow() throws IOException {
    write("mined/verdicts", VERDICT.formatted("w/full/1", "full", "ls", "BENIGN", true, "lists"));
    assertThat(lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "verdict":"BENIGN"  | "verdict":"MAYBE"  | field "verdict" is "MAYBE"
          "verdict":"BENIGN"  | "verdict":"MALICIOUS" | field "admitted" is true and "verdict" is MALICIOUS
          "admitted":true     | "admitted":"yes"   | field "admitted" is missing or neither true nor false
          "model":"judge-1",  | "model":7,         | field "model" is missing or no text
          "cmd":"ls",         | "line":"ls",       | field "cmd"
          "id":"w/full/1",    | "name":"x",        | field "id" is missing or no text
          """)
  void whatCannotBeUsedIsNamedWithItsPlace(String was, String is, String message)
      throws IOException {
    String good = VERDICT.formatted("w/full/1", "full", "ls", "BENIGN", true, "lists");
    Path file = write("verdicts", good, good.replace(was.strip(), is.strip()));
    assertThatThrownBy(this::lines)
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file + ":2: ")
        .hasMessageContaining(message);
  }

  @Test
  void aFolderWithoutVerdictsIsRefused() throws IOException {
    assertThatThrownBy(() -> MinedVerdicts.read(folder.resolve("none")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no such folder");
    Files.createDirectories(folder.resolve("verdicts"));
    assertThatThrownBy(this::lines)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no verdicts in");
  }
}
