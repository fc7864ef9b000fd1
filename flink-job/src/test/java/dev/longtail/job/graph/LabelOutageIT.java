package dev.longtail.job.graph;

import static dev.longtail.job.graph.StoredScenario.TOP_K;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.TimeRange;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.ProviderProfile;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.udfs.io.Json;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day closes while the label server is away. The exemplars wait, over a savepoint and at another
 * parallelism, and each has its verdict once the server is there: none is quarantined for the
 * outage, and none is paid for twice.
 */
class LabelOutageIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void exemplarsWaitForTheServer() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    int exemplars = StoredScenario.nearDuplicates().size();
    CollectedOutputs before = new CollectedOutputs();
    String gate = UUID.randomUUID().toString();
    JobClient away = start(gate, before, 2, port, null);
    GatedSource.gate(gate).openTo(StoredScenario.firstDayOver());
    await(away, () -> before.lines(Output.EXEMPLARS).size() == exemplars);
    String savepoint = stop(away);
    assertThat(before.lines(Output.VERDICTS)).isEmpty();

    try (LocalLabelServer server = LocalLabelServer.start(port)) {
      CollectedOutputs after = new CollectedOutputs();
      JobClient back = start(gate, after, 1, port, savepoint);
      await(back, () -> after.lines(Output.VERDICTS).size() == exemplars);
      back.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(server.answers()).isEqualTo(exemplars);
      for (String line : after.lines(Output.VERDICTS)) {
        JsonNode verdict = Json.MAPPER.readTree(line);
        assertThat(verdict.get("model").asText()).isEqualTo(LocalLabelServer.MODEL);
        assertThat(verdict.get("reason").asText())
            .doesNotContain("connect", "http ", "timeout", "endpoint down", "budget");
      }
    }
  }

  /** Stops with a savepoint, once the last task has started too. */
  private String stop(JobClient job) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        return job.stopWithSavepoint(
                false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (!e.toString().contains("is not being executed") || Instant.now().isAfter(end)) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  private JobClient start(
      String gate, CollectedOutputs outputs, int parallelism, int port, String savepoint)
      throws Exception {
    Configuration config = new Configuration();
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    if (savepoint != null) {
      config.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    TopologyOptions defaults = TopologyOptions.DEFAULT;
    TopologyOptions options =
        new TopologyOptions(
            new TopologyOptions.Events(
                defaults.events().windows(), TimeRange.ALL, StoredScenario.LATENESS),
            new TopologyOptions.Ranking(
                Scales.FULL,
                4,
                TOP_K,
                new IsolationForestDetector(5, 16),
                new ShardWindow.Limits(16, TOP_K),
                defaults.ranking().sample()),
            defaults.nearDuplicates(),
            new TopologyOptions.Labels(
                LabelerOptions.endpoint(
                        "http://127.0.0.1:" + port, LocalLabelServer.MODEL, ProviderProfile.PLAIN)
                    .withJournal(folder.resolve("label-journal").toUri().toString()),
                false));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, config);
    new LongtailTopology(
            new GatedSource(gate), null, outputs, options, RuntimeExecutionMode.STREAMING)
        .build(env);
    return env.executeAsync("outage");
  }

  private static void await(JobClient job, BooleanSupplier reached) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!reached.getAsBoolean()) {
      if (job.getJobExecutionResult().isDone()) {
        throw new AssertionError("ended: " + job.getJobExecutionResult().get());
      }
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(50);
    }
  }
}
