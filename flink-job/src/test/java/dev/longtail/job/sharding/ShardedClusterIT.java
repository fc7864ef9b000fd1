package dev.longtail.job.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.run.FlinkJvms;
import dev.longtail.job.run.Jvms;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on a cluster of separate JVMs, each worker in a process of its own. */
class ShardedClusterIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  private Jvms jvms;
  private FlinkJvms flink;

  @BeforeEach
  void start() throws Exception {
    Path cluster = folder.resolve("cluster");
    jvms = new Jvms(cluster, Jvms.SHORT_LIVED);
    flink =
        new FlinkJvms(
            jvms,
            cluster.resolve("conf"),
            "",
            """
            jobmanager.rpc.port: %d
            taskmanager.numberOfTaskSlots: 1
            taskmanager.cpu.cores: 1
            taskmanager.memory.task.heap.size: 256 mb
            taskmanager.memory.task.off-heap.size: 512 mb
            taskmanager.memory.managed.size: 64 mb
            taskmanager.memory.jvm-metaspace.size: 192 mb
            heartbeat.interval: 2 s
            heartbeat.timeout: 8 s
            """
                .formatted(Jvms.freePort()),
            "",
            Map.of());
    flink.start(
        "jobmanager",
        List.of("-Xmx384m"),
        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
    for (String name : List.of("one", "two")) {
      flink.start(
          name, List.of("-Xmx512m"), "org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
    }
    until(() -> flink.get("/overview").path("slots-available").asInt() == 2);
  }

  @AfterEach
  void stop() throws InterruptedException {
    jvms.close();
  }

  @Test
  void workersOfTwoProcessesGrowTheTreesOfTwoThreads() throws IOException {
    Path base = ShardedFiles.write(folder.resolve("ab.jsonl"), ShardedFiles.lines(400, 1));
    // The default model: the cluster gets it with our libraries.
    ShardedFiles.Choice here =
        new ShardedFiles.Choice(
            base,
            folder.resolve("here"),
            2,
            2,
            20,
            Optional.of(EmbeddingModel.MINILM),
            Optional.empty());
    ShardedFiles.Choice there =
        new ShardedFiles.Choice(
            base, folder.resolve("there"), 2, 2, 20, here.embedding(), Optional.of(flink.rest()));
    List<String> said = new ArrayList<>();

    ShardedTraining.Facts facts = ShardedTraining.run(there.options(), said::add);
    assertThat(ShardedTraining.run(here.options(), line -> {})).isEqualTo(facts);

    for (String file :
        List.of(
            "model.json",
            "ngrams.bin",
            "neighbours.bin",
            "ridge.bin",
            "embedding-trees.json",
            "data.json",
            ShardedTraining.FACTS)) {
      assertThat(folder.resolve("there").resolve(file))
          .as(file)
          .hasSameBinaryContentAs(folder.resolve("here").resolve(file));
    }
    assertThat(said.stream().filter(line -> line.startsWith("worker "))).hasSize(2);
    assertThatThrownBy(() -> ShardedTraining.run(there.with(folder, 3, 1).options(), line -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("3 subtasks must run at once")
        .hasMessageContaining("2 free slots of 2; use fewer --workers");
  }

  @Test
  void aWorkerThatIsKilledEndsTheTraining() throws Exception {
    Path base = ShardedFiles.write(folder.resolve("ab.jsonl"), ShardedFiles.lines(20_000, 1));
    ShardedFiles.Choice endless =
        new ShardedFiles.Choice(
            base,
            folder.resolve("out"),
            2,
            2,
            100_000,
            Optional.empty(),
            Optional.of(flink.rest()));
    CompletableFuture<ShardedTraining.Facts> training =
        CompletableFuture.supplyAsync(() -> ShardedTraining.run(endless.options(), line -> {}));
    until(() -> training.isDone() || joined() == 2);
    assertThat(training).isNotDone();

    jvms.kill("two");

    assertThat(training)
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(InputException.class)
        .withMessageStartingWith("longtail trees: ");
    assertThat(flink.get("/overview").path("taskmanagers").asInt())
        .as("the other TaskManager lives")
        .isGreaterThanOrEqualTo(1);
    until(() -> flink.get("/overview").path("slots-available").asInt() >= 1);
    assertThat(Files.exists(folder.resolve("out").resolve(ShardedTraining.FACTS))).isFalse();
  }

  private static void until(Callable<Boolean> reached) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!reached.call()) {
      assertThat(System.nanoTime()).as("waited for %s", PATIENCE).isLessThan(end);
      Thread.sleep(200);
    }
  }

  /** Workers that say that they have a rank. */
  private int joined() throws IOException {
    int joined = 0;
    for (JsonNode job : flink.get("/jobs/overview").path("jobs")) {
      if (job.path("name").asText().equals("longtail trees")) {
        for (String name : List.of("one", "two")) {
          joined += jvms.said(name).contains("got rank") ? 1 : 0;
        }
      }
    }
    return joined;
  }
}
