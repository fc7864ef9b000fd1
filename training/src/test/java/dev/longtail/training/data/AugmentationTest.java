package dev.longtail.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.training.data.FunnelCounts.Stage;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AugmentationTest {
  private static final String ADMITTED =
      "{\"cmd\":\"ls\",\"label\":\"benign\",\"window\":\"2025-01-05\",\"scale\":\"full\","
          + "\"detectors\":[\"isolation-forest\"],\"lineage\":{\"model\":\"m\"}}";

  @TempDir private Path folder;

  @Test
  void readsAWholeBackfill() {
    Records.write(folder.resolve("training-data/part-0.jsonl"), ADMITTED);
    Records.write(
        folder.resolve("exemplars/part-0.jsonl"),
        "{\"window\":\"2025-01-05\",\"scale\":\"reduced\",\"detectors\":[\"pca\"],"
            + "\"command_line\":\"id\",\"source\":{\"os\":\"linux\"}}");
    Records.write(
        folder.resolve("control/part-0.jsonl"),
        control("random", "w", true),
        control("random", "rejected", false),
        control("near-duplicate", "who", true));
    Records.write(
        folder.resolve("funnel.json"),
        "{\"windows\":[{\"window\":\"unknown\",\"scale\":\"full\",\"events\":3}],"
            + "\"total\":{\"events\":3,\"extra\":1},\"labeler\":\"rules\"}");
    Records.write(
        folder.resolve("figures.json"),
        "[{\"scale\":\"full\",\"day\":\"2025-01-05\",\"events\":9,\"unique\":8,\"anomalies\":7,"
            + "\"near_duplicates\":4,\"exemplars\":3}]");

    Augmentation found = Augmentation.read(folder);

    assertThat(found.figures().days())
        .extracting(CumulativeCounts.Day::day)
        .containsExactly("2025-01-05");
    assertThat(found.admitted())
        .containsExactly(
            new MinedCommand(
                "ls",
                "2025-01-05",
                "full",
                List.of("isolation-forest"),
                new LineOrigin("", "", "2025-01-05"),
                new LabelLineage("", "m", "")));
    assertThat(found.exemplars())
        .containsExactly(
            new MinedCommand(
                "id",
                "2025-01-05",
                "reduced",
                List.of("pca"),
                new LineOrigin("linux", "", "2025-01-05"),
                LabelLineage.UNKNOWN));
    assertThat(found.random()).extracting(MinedCommand::cmd).containsExactly("w");
    assertThat(found.nearDuplicates()).extracting(MinedCommand::cmd).containsExactly("who");
    FunnelCounts funnel = found.funnel().orElseThrow();
    assertThat(funnel.labeler()).isEqualTo("rules");
    assertThat(funnel.total()).containsEntry(Stage.EVENTS, 3L).containsEntry(Stage.WAITING, 0L);
    assertThat(funnel.windows().get(0).window()).isEqualTo("unknown");
  }

  @Test
  void readsTrainingDataAlone() {
    Path file = Records.write(folder.resolve("some/part-0.jsonl"), ADMITTED);
    for (Path input : List.of(file, folder.resolve("some"))) {
      Augmentation found = Augmentation.read(input);
      assertThat(found.admitted()).hasSize(1);
      assertThat(found.exemplars()).isEmpty();
      assertThat(found.funnel()).isEmpty();
      assertThat(found.figures()).isEqualTo(CumulativeCounts.NONE);
    }
  }

  @Test
  void takesAQuietMonthForWhatItIs() throws IOException {
    Files.createDirectories(folder.resolve("training-data"));
    assertThat(Augmentation.read(folder)).isEqualTo(Augmentation.NONE);
  }

  @Test
  void refusesTrainingDataThatAreNotBenign() {
    Path file =
        Records.write(
            folder.resolve("training-data/part-0.jsonl"),
            ADMITTED,
            ADMITTED.replace("benign", "malicious"));
    assertThatThrownBy(() -> Augmentation.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ":2: field \"label\" is not \"benign\"");
  }

  @Test
  void saysWhatIsWrongWithARecord() {
    Path file = Records.write(folder.resolve("t.jsonl"), ADMITTED.replace("\"scale\"", "\"size\""));
    assertThatThrownBy(() -> Augmentation.read(file))
        .hasMessage(file + ":1: field \"scale\" is missing or no text");
    Records.write(file, ADMITTED.replace("[\"isolation-forest\"]", "7"));
    assertThatThrownBy(() -> Augmentation.read(file))
        .hasMessage(file + ":1: field \"detectors\" is no list of texts");
    Records.write(file, ADMITTED.replace("[\"isolation-forest\"]", "[7]"));
    assertThatThrownBy(() -> Augmentation.read(file))
        .hasMessage(file + ":1: field \"detectors\" is no list of texts");
  }

  @Test
  void refusesAnUnknownControlArm() {
    Records.write(folder.resolve("training-data/part-0.jsonl"), ADMITTED);
    Path file =
        Records.write(folder.resolve("control/part-0.jsonl"), control("placebo", "w", true));
    assertThatThrownBy(() -> Augmentation.read(folder))
        .hasMessageStartingWith(file + ":1: field \"arm\" is \"placebo\"");
  }

  @Test
  void refusesABrokenFunnel() {
    Records.write(folder.resolve("training-data/part-0.jsonl"), ADMITTED);
    Path file = Records.write(folder.resolve("funnel.json"), "{\"windows\":[]");
    assertThatThrownBy(() -> Augmentation.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ": cannot be read");
    Records.write(file, "{\"windows\":[]}");
    assertThatThrownBy(() -> Augmentation.read(folder)).hasMessageContaining("\"total\"");
    Records.write(file, "{\"windows\":[],\"total\":{\"events\":\"many\"}}");
    assertThatThrownBy(() -> Augmentation.read(folder))
        .hasMessage(file + ": field \"events\" is no whole number");
  }

  private static String control(String arm, String cmd, boolean admitted) {
    return "{\"cmd\":\"%s\",\"label\":\"benign\",\"arm\":\"%s\",\"window\":\"2025-01-05\","
            .formatted(cmd, arm)
        + "\"scale\":\"full\",\"admitted\":%s}".formatted(admitted);
  }
}
