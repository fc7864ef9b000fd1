package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.highavailability.nonha.embedded.HaLeadershipControl;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JobManager that takes over a job of high availability. The job's graph names the state that the
 * start chose; meanwhile there are newer checkpoints.
 */
class RecoveredJobIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void theNewestCheckpointWinsOverTheStateThatTheStartChose() throws Exception {
    Configuration flink = new Configuration();
    flink.set(RestOptions.BIND_PORT, "0");
    MiniClusterConfiguration sizes =
        new MiniClusterConfiguration.Builder()
            .setConfiguration(flink)
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(1)
            .setHaServices(MiniCluster.HaServices.WITH_LEADERSHIP_CONTROL)
            .build();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder);
        MiniCluster cluster = new MiniCluster(sizes)) {
      kafka.createTopic("events", 1);
      cluster.start();
      URI rest = cluster.getRestAddress().get();
      kafka.send("events", 0, List.of(event(0)));
      JobGraph first = graph(kafka);
      JobID firstId = cluster.submitJob(first).get().getJobID();
      await(() -> latest(rest, firstId, "completed").path("id").asLong() > 1);
      String savepoint =
          cluster
              .stopWithSavepoint(
                  firstId,
                  folder.resolve("checkpoints/savepoints").toUri().toString(),
                  false,
                  SavepointFormatType.CANONICAL)
              .get();

      JobGraph second = graph(kafka);
      assertThat(URI.create(second.getSavepointRestoreSettings().getRestorePath()).getPath())
          .isEqualTo(URI.create(savepoint).getPath());
      JobID id = cluster.submitJob(second).get().getJobID();
      await(() -> latest(rest, id, "restored").path("is_savepoint").asBoolean());
      JsonNode chosen = latest(rest, id, "restored");
      long old = chosen.path("id").asLong();
      await(() -> latest(rest, id, "completed").path("id").asLong() > old + 2);

      HaLeadershipControl leadership = cluster.getHaLeadershipControl().orElseThrow();
      leadership.revokeJobMasterLeadership(id).get();
      leadership.grantJobMasterLeadership(id).get();
      await(() -> cluster.getJobStatus(id).get() == JobStatus.RUNNING);
      await(
          () ->
              latest(rest, id, "restored").path("restore_timestamp").asLong()
                  > chosen.path("restore_timestamp").asLong());
      JsonNode restored = latest(rest, id, "restored");
      assertThat(restored.path("is_savepoint").asBoolean()).as(restored + "").isFalse();
      assertThat(restored.path("id").asLong()).isGreaterThan(old + 2);
      assertThat(restored.path("external_path").asText()).contains(id + "/chk-");
      cluster.cancelJob(id).get();
    }
  }

  private JobGraph graph(EmbeddedKafka kafka) {
    LongtailOptions options =
        LongtailOptions.read(
            """
            source: {bootstrap-servers: "%1$s", topic: events, group-id: g}
            sink: {files: {path: "%2$s"}}
            job: {parallelism: 1}
            checkpoints: {interval: PT1S, directory: "%3$s"}
            """
                .formatted(
                    kafka.bootstrapServers(),
                    folder.resolve("out").toUri(),
                    folder.resolve("checkpoints").toUri()),
            "longtail.yaml",
            Map.of(),
            List.of());
    return new StreamingJob(options, new Configuration(), said -> {})
        .environment()
        .getStreamGraph()
        .getJobGraph();
  }

  private static byte[] event(int second) {
    return "{\"ts\":%d,\"cmd\":\"true\"}"
        .formatted(Instant.parse("2025-01-02T12:00:00Z").plusSeconds(second).toEpochMilli())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** What Flink says of a job's last checkpoint of a kind; missing while it says nothing. */
  private static JsonNode latest(URI rest, JobID job, String kind) {
    try (var answer = URI.create(rest + "/jobs/" + job + "/checkpoints").toURL().openStream()) {
      return Json.MAPPER.readTree(answer).path("latest").path(kind);
    } catch (IOException e) {
      return Json.MAPPER.missingNode();
    }
  }

  private static void await(Callable<Boolean> met) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!met.call()) {
      assertThat(Instant.now()).as("after " + PATIENCE).isBefore(end);
      Thread.sleep(200);
    }
  }
}
