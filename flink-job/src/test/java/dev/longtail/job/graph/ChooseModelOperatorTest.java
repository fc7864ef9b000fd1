package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.flink.MappedSerializer;
import dev.longtail.detectors.window.SampledCommand;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.scoring.LineToScore;
import dev.longtail.job.scoring.LiveModel;
import dev.longtail.job.scoring.LivePlace;
import dev.longtail.job.scoring.LoadedModel;
import dev.longtail.job.scoring.SmallModels;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChooseModelOperatorTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static Path registry;
  private static LiveModel first;
  private static LiveModel second;

  @BeforeAll
  static void train() throws IOException {
    registry = folder.resolve("registry");
    second = SmallModels.deploy(registry, SmallModels.text(folder.resolve("b"), "b"), 0.7, "T2");
    first = SmallModels.deploy(registry, SmallModels.text(folder.resolve("a"), "a"), 0.8, "T1");
  }

  private TwoInputStreamOperatorTestHarness<SampledCommand, LiveModel, LineToScore> harness(
      LiveModel begun) throws Exception {
    LivePlace place = new LivePlace(registry.toString(), SmallModel.MODEL);
    TwoInputStreamOperatorTestHarness<SampledCommand, LiveModel, LineToScore> harness =
        new TwoInputStreamOperatorTestHarness<>(
            new ChooseModelOperator(new ChooseModelFunction(begun, place)));
    harness.setup(new MappedSerializer<>(JobMappers.LINE_TO_SCORE));
    return harness;
  }

  private static LiveModel next(
      TwoInputStreamOperatorTestHarness<SampledCommand, LiveModel, LineToScore> harness)
      throws Exception {
    SampledCommand line =
        new SampledCommand(
            Sighting.of(new CommandEvent("e", 5, "h", "u", "linux", "", "", "ls")), true);
    harness.processElement1(line, 5);
    List<LineToScore> all = harness.extractOutputValues();
    assertThat(all.get(all.size() - 1).command()).isEqualTo(line);
    return all.get(all.size() - 1).model();
  }

  private static LiveModel awaited(
      TwoInputStreamOperatorTestHarness<SampledCommand, LiveModel, LineToScore> harness,
      LiveModel expected)
      throws Exception {
    Instant end = Instant.now().plus(LONG);
    LiveModel now = next(harness);
    while (!now.equals(expected) && Instant.now().isBefore(end)) {
      Thread.sleep(10);
      now = next(harness);
    }
    return now;
  }

  @Test
  void anAnnouncedModelIsUsedWhenItIsInMemory() throws Exception {
    try (var harness = harness(first)) {
      harness.open();
      assertThat(next(harness)).isEqualTo(first);
      harness.processElement2(second, 0);
      assertThat(awaited(harness, second)).isEqualTo(second);
      harness.processElement2(first, 0); // a roll-back
      assertThat(awaited(harness, first)).isEqualTo(first);
    }
  }

  @Test
  void whatIsAnnouncedAndReplacedBeforeALineComesIsGivenBack() throws Exception {
    int before = LoadedModel.inUse();
    try (var harness = harness(first)) {
      harness.open();
      harness.processElement2(second, 0);
      Instant end = Instant.now().plus(LONG);
      while (LoadedModel.inUse() < before + 2 && Instant.now().isBefore(end)) {
        Thread.sleep(10);
      }
      Thread.sleep(100); // the reading has ended
      harness.processElement2(first, 0);
      assertThat(awaited(harness, first)).isEqualTo(first);
    }
    Instant end = Instant.now().plus(LONG);
    while (LoadedModel.inUse() > before && Instant.now().isBefore(end)) {
      Thread.sleep(10);
    }
    assertThat(LoadedModel.inUse()).isEqualTo(before);
  }

  @Test
  void oneThatCannotBeReadLeavesTheOldOneInUse() throws Exception {
    try (var harness = harness(first)) {
      harness.open();
      harness.processElement2(
          new LiveModel(second.location(), "0".repeat(first.content().length()), 0.7, ""), 0);
      for (int i = 0; i < 20; i++) {
        assertThat(next(harness)).isEqualTo(first);
        Thread.sleep(10);
      }
      harness.processElement2(second, 0);
      assertThat(next(harness)).isEqualTo(first);
    }
  }

  @Test
  void aRestoredJobGoesOnWithTheModelThatItUsed() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(first)) {
      harness.open();
      harness.processElement2(second, 0);
      assertThat(awaited(harness, second)).isEqualTo(second);
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness(first)) {
      harness.initializeState(state);
      harness.open();
      assertThat(next(harness)).isEqualTo(second);
    }
  }

  @Test
  void withoutThatModelItTakesWhatIsLive() throws Exception {
    OperatorSubtaskState state;
    LiveModel gone = new LiveModel(folder.resolve("gone").toString(), second.content(), 0.7, "");
    try (var harness = harness(first)) {
      harness.open();
      harness.processElement2(gone, 0);
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness(second)) {
      harness.initializeState(state);
      harness.open();
      assertThat(next(harness)).isEqualTo(first); // as deployed.json says
    }
  }

  @Test
  void announcementsHaveNoTime() throws Exception {
    try (var harness = harness(first)) {
      harness.open();
      harness.processWatermark1(new Watermark(7));
      harness.processWatermark2(new Watermark(9));
      harness.processWatermark1(new Watermark(8));
      assertThat(harness.getOutput()).containsExactly(new Watermark(7), new Watermark(8));
    }
  }
}
