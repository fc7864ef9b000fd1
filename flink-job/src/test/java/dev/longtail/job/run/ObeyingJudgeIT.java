package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.graph.Output;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.ProviderProfile;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.labeler.demo.ObeyingJudge;
import dev.longtail.training.generate.GeneratedData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A judge that calls everything benign gets nothing admitted, and costs no exemplar. */
class ObeyingJudgeIT {
  private static final int DAYS = 2;

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  void nothingIsAdmittedAndAnotherJudgeIsAskedAboutAllOfIt() throws Exception {
    GeneratedData data = GeneratedDays.generate(folder.resolve("data"), DAYS, 300);
    Path out = folder.resolve("out");
    Funnel funnel;
    try (LocalLabelServer judge = LocalLabelServer.start(0, ObeyingJudge.ofEverything())) {
      LabelerOptions labeler =
          LabelerOptions.endpoint(judge.url(), judge.model(), ProviderProfile.PLAIN)
              .withCanaries(true)
              .withPatience(Duration.ofSeconds(2));
      funnel = new Backfill(data.telemetry(), out, options(labeler), 2, said::add).run();
    }
    assertThat(GeneratedDays.sortedLines(out.resolve(Output.TRAINING_DATA.folder()))).isEmpty();
    assertThat(funnel.total().admitted()).isZero();
    assertThat(funnel.total().waiting()).isPositive();
    assertThat(funnel.total().exemplars())
        .isEqualTo(funnel.total().waiting() + funnel.total().quarantined());

    try (LocalLabelServer server = LocalLabelServer.start(0)) {
      LabelerOptions other =
          LabelerOptions.endpoint(server.url(), LocalLabelServer.MODEL, ProviderProfile.PLAIN)
              .withCanaries(true);
      assertThat(new Relabel(out, other, said::add).run()).isZero();
    }
    assertThat(GeneratedDays.sortedLines(out.resolve(Output.TRAINING_DATA.folder()))).isNotEmpty();
  }

  private static TopologyOptions options(LabelerOptions labeler) {
    return SmallJob.full(
        GeneratedDays.january(DAYS), 20, new TopologyOptions.Labels(labeler, false));
  }
}
