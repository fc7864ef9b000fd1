package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.SettingsReader;
import dev.longtail.job.graph.Output;
import dev.longtail.job.storage.Location;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backfill whose subtasks write the result, as on a cluster. */
class ClusterBackfillIT {
  @TempDir Path folder;

  @Test
  void theResultIsThatOfTheLauncher() throws Exception {
    GeneratedData data = GeneratedDays.generate(folder.resolve("data"), 2, 600);
    LongtailOptions options = options(data);
    Path launcher = folder.resolve("launcher");
    Path cluster = folder.resolve("cluster");
    var unused = new Backfill(data.telemetry(), launcher, options.topology(), 2, line -> {}).run();
    ClusterBackfill backfill =
        new ClusterBackfill(
            Location.of(data.telemetry()), Location.of(cluster), options, line -> {});

    Files.createDirectories(cluster.resolve("anomalies"));
    assertThatThrownBy(backfill::run)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no run has made it");
    Files.createFile(cluster.resolve(".lock"));
    Files.writeString(cluster.resolve("anomalies/left-by-a-kill.jsonl"), "{}\n");
    assertThat(backfill.run()).isPresent();

    assertThat(cluster.resolve("funnel.json"))
        .hasSameTextualContentAs(launcher.resolve("funnel.json"));
    for (Output output : Output.values()) {
      if (output != Output.FUNNEL && Files.exists(launcher.resolve(output.folder()))) {
        assertThat(lines(cluster.resolve(output.folder())))
            .as(output.folder())
            .isEqualTo(lines(launcher.resolve(output.folder())));
      }
    }
    assertThatThrownBy(backfill::run)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a complete result already");
  }

  private static List<String> lines(Path folder) throws IOException {
    return Files.exists(folder) ? GeneratedDays.sortedLines(folder) : List.of();
  }

  private LongtailOptions options(GeneratedData data) throws IOException {
    String yaml =
        """
        job: {from: 2025-01-01, to: 2025-01-02, top-k: 40, parallelism: 2, embedding-model: "%s"}
        labeler: {labels: "truth:%s"}
        """
            .formatted(SmallModel.writeTo(folder.resolve("model")), data.truth());
    return LongtailOptions.of(
        new SettingsReader().file("f.yaml", yaml).environment(Map.of()).settings(),
        Purpose.BACKFILL);
  }
}
