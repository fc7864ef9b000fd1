package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.graph.Output;
import dev.longtail.labeler.client.LabelEstimate;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.ProviderProfile;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backfill whose label server was away, and what is left of it after {@code relabel}: exactly
 * what a backfill with a server would have given.
 */
class RelabelIT {
  private static final int DAYS = 2;

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  void whatWaitsIsAskedAgainAndNothingElse() throws Exception {
    GeneratedData data = GeneratedDays.generate(folder.resolve("data"), DAYS, 300);
    try (LocalLabelServer server = LocalLabelServer.start(0)) {
      LabelerOptions labeler =
          LabelerOptions.endpoint(server.url(), LocalLabelServer.MODEL, ProviderProfile.PLAIN);
      Path undisturbed = folder.resolve("undisturbed");
      new Backfill(data.telemetry(), undisturbed, options(labeler), 2, said::add).run();
      Path out = folder.resolve("out");
      LabelerOptions away =
          LabelerOptions.endpoint("http://127.0.0.1:9", "m", ProviderProfile.PLAIN)
              .withPatience(Duration.ofSeconds(2));
      Funnel funnel = new Backfill(data.telemetry(), out, options(away), 2, said::add).run();
      assertThat(funnel.total().waiting()).isEqualTo(funnel.total().exemplars()).isPositive();

      // Still away; then a budget that ends in the middle; then a run that was killed in a batch.
      assertThat(new Relabel(out, away, said::add).run()).isEqualTo(funnel.total().waiting());
      long before = server.answers();
      long left =
          new Relabel(out, labeler.withCaps(7, Long.MAX_VALUE).withConcurrency(1), said::add).run();
      assertThat(server.answers()).isEqualTo(before + 7);
      assertThat(left).isPositive().isLessThan(funnel.total().waiting());
      assertThat(said).anySatisfy(line -> assertThat(line).contains("all 7 calls are spent"));
      Files.writeString(
          out.resolve("training-data/relabel-77.jsonl"), "{\"cmd\":\"of a killed run\"}\n");
      Files.writeString(out.resolve("verdicts/.relabel-77.jsonl"), "{\"id\":");
      assertThat(new Relabel(out, labeler, said::add).run()).isZero();

      for (Output output : List.of(Output.VERDICTS, Output.TRAINING_DATA, Output.QUARANTINE)) {
        assertThat(GeneratedDays.sortedLines(out.resolve(output.folder())))
            .as(output.folder())
            .isEqualTo(GeneratedDays.sortedLines(undisturbed.resolve(output.folder())));
      }
      assertThat(out.resolve(Backfill.FUNNEL_FILE))
          .hasSameTextualContentAs(undisturbed.resolve(Backfill.FUNNEL_FILE));

      List<String> files = files(out);
      long asked = server.answers();
      assertThat(new Relabel(out, labeler, said::add).run()).isZero();
      assertThat(said).last().asString().contains("no exemplar waits");
      assertThat(server.answers()).isEqualTo(asked);
      assertThat(files(out)).isEqualTo(files);
    }
  }

  @Test
  void aSecondRunPaysNothingAndAnEstimateSaysSo() throws Exception {
    GeneratedData data = GeneratedDays.generate(folder.resolve("data"), DAYS, 300);
    try (LocalLabelServer server = LocalLabelServer.start(0)) {
      LabelerOptions labeler =
          LabelerOptions.endpoint(server.url(), LocalLabelServer.MODEL, ProviderProfile.PLAIN)
              .withCanaries(true)
              .withCache(folder.resolve("cache").toString());
      Path waiting = folder.resolve("waiting");
      Funnel funnel =
          new Backfill(data.telemetry(), waiting, options(LabelerOptions.none()), 2, said::add)
              .run();
      LabelEstimate before = new Relabel(waiting, labeler, said::add).estimate();
      assertThat(server.answers()).isZero();
      assertThat(before.lines()).isEqualTo(funnel.total().exemplars()).isPositive();

      Path first = folder.resolve("first");
      Funnel labelled = new Backfill(data.telemetry(), first, options(labeler), 2, said::add).run();
      long paid = server.answers();
      assertThat(paid).isBetween(before.questions(), before.most().calls());
      assertThat(said)
          .anySatisfy(line -> assertThat(line).startsWith("labels: %,d requests".formatted(paid)));

      // What the judge abstains from is asked about again: the cause may have gone away.
      LabelEstimate after = new Relabel(waiting, labeler, said::add).estimate();
      assertThat(after.questions()).isLessThanOrEqualTo(labelled.total().abstained());
      assertThat(after.known()).isPositive();
      Path second = folder.resolve("second");
      LabelerOptions another = labeler.withCaps(Long.MAX_VALUE, Long.MAX_VALUE);
      new Backfill(data.telemetry(), second, options(another), 2, said::add).run();
      // Equal questions at once are one, one after the other they may be two.
      assertThat(server.answers() - paid)
          .isBetween(after.questions(), labelled.total().abstained());
      for (Output output : List.of(Output.VERDICTS, Output.TRAINING_DATA, Output.QUARANTINE)) {
        assertThat(GeneratedDays.sortedLines(second.resolve(output.folder())))
            .as(output.folder())
            .isEqualTo(GeneratedDays.sortedLines(first.resolve(output.folder())));
      }
    }
  }

  @Test
  void refusesWhatIsNoFinishedBackfill() {
    assertThatThrownBy(() -> new Relabel(folder, LabelerOptions.none(), said::add).run())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds no finished backfill");
  }

  private static List<String> files(Path out) throws IOException {
    try (Stream<Path> files = Files.walk(out)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  private static TopologyOptions options(LabelerOptions labeler) {
    return SmallJob.both(
        GeneratedDays.january(DAYS), 20, 100, new TopologyOptions.Labels(labeler, false));
  }
}
