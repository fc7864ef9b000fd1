package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.scoring.LiveModel;
import dev.longtail.job.scoring.SmallModels;
import dev.longtail.training.classify.DeployedModel;
import dev.longtail.udfs.event.CommandEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream takes the model that is released while it runs, without a restart: nothing is scored
 * twice or not at all, also over a savepoint.
 */
class LiveModelIT {
  /** A command a minute: of each tool in turn. */
  private static List<SourceRecord> bothTools(int count) {
    List<SourceRecord> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String tool = i % 2 == 0 ? "fetchtool" : "othertool";
      events.add(
          new SourceRecord(
              new CommandEvent(
                  "e-" + i,
                  ScoringIT.BEGINNING + i * 60_000L,
                  "h",
                  "u",
                  "linux",
                  "",
                  "",
                  "%s --out /srv/%s".formatted(tool, Integer.toString(100_000 + i, 26))),
              null));
    }
    return events;
  }

  private static String modelAndTool(JsonNode found) {
    return found.get("model").textValue()
        + " "
        + found.get("command_line").textValue().split(" ", 2)[0];
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(60);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("in time").isBefore(end);
      Thread.sleep(20);
    }
  }

  private static StreamExecutionEnvironment streaming(Path checkpoints, String restore) {
    Configuration config = new Configuration();
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    if (restore != null) {
      config.set(StateRecoveryOptions.SAVEPOINT_PATH, restore);
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, config);
    env.enableCheckpointing(200);
    return env;
  }

  @Test
  void aStreamTakesTheModelThatIsReleasedWhileItRuns(@TempDir Path own) throws Exception {
    Path registry = own.resolve("registry");
    Path othertool = SmallModels.text(own.resolve("othertool"), "othertool");
    LiveModel first =
        SmallModels.deploy(
            registry,
            SmallModels.text(own.resolve("fetchtool"), "fetchtool"),
            0.9,
            "2025-01-01T00:00:00Z");
    TopologyOptions options = ScoringIT.options(registry, Duration.ofMillis(50), 1_000, 5);
    int count = 1_400;
    List<SourceRecord> events = bothTools(count);
    String name = UUID.randomUUID().toString();
    GatedSource.Gate gate = GatedSource.gate(name);
    gate.reads(events);
    CollectedOutputs outputs = new CollectedOutputs();
    StreamExecutionEnvironment env = streaming(own.resolve("checkpoints"), null);
    new LongtailTopology(new GatedSource(name), outputs, options, RuntimeExecutionMode.STREAMING)
        .build(env);
    JobClient job = env.executeAsync();
    gate.openTo(200);
    await(() -> outputs.lines(Output.DETECTIONS).size() >= 95);
    assertThat(ScoringIT.read(outputs, Output.DETECTIONS))
        .extracting(LiveModelIT::modelAndTool)
        .containsOnly(first.content() + " fetchtool");

    // One that holds something else than it says is refused, and the old one stays.
    SmallModels.announce(registry, new DeployedModel("0123456789abcdef", 0.9, "T"));
    gate.openTo(300);
    await(() -> outputs.lines(Output.DETECTIONS).size() >= 145);
    LiveModel second = SmallModels.deploy(registry, othertool, 0.9, "2025-01-02T00:00:00Z");
    int[] open = {300};
    await(
        () -> {
          gate.openTo(open[0] = Math.min(count - 400, open[0] + 2));
          return outputs.lines(Output.DETECTIONS).stream()
              .anyMatch(found -> found.contains("othertool"));
        });
    int seen = open[0];
    gate.openTo(seen + 200);
    String savepoint =
        job.stopWithSavepoint(
                false, own.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
            .get();

    // Whatever is written there meanwhile, the restored job begins with the model that it used.
    StreamExecutionEnvironment again = streaming(own.resolve("checkpoints"), savepoint);
    new LongtailTopology(new GatedSource(name), outputs, options, RuntimeExecutionMode.STREAMING)
        .build(again);
    JobClient restored = again.executeAsync();
    gate.openTo(count);
    String last = events.get(count - 1).event().commandLine();
    await(() -> outputs.lines(Output.DETECTIONS).stream().anyMatch(found -> found.contains(last)));
    await(() -> outputs.lines(Output.REVIEW_QUEUE).size() == 5);
    restored.cancel().get();

    Set<String> ids = new HashSet<>();
    int bySecond = 0;
    for (JsonNode found : ScoringIT.read(outputs, Output.DETECTIONS)) {
      boolean ofSecond = found.get("model").textValue().equals(second.content());
      assertThat(modelAndTool(found))
          .isEqualTo(ofSecond ? second.content() + " othertool" : first.content() + " fetchtool");
      assertThat(ids.add(found.get("id").textValue())).as("once: %s", found).isTrue();
      bySecond += ofSecond ? 1 : 0;
    }
    // Both tools come equally often, and each line was scored by one of the models.
    assertThat(ids).hasSizeBetween(count / 2 - 60, count / 2 + 60);
    assertThat(bySecond).isGreaterThan((count - seen) / 2 - 5);
  }
}
