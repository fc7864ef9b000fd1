package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.run.EmbeddedKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code longtail run} as its user meets it: in a JVM of its own, with a real broker; killed,
 * started again, watched and stopped by the commands for that.
 */
class RunIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Instant NOON = Instant.parse("2025-01-02T12:00:00Z");

  @TempDir static Path shared;
  private static EmbeddedKafka kafka;

  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();

  @BeforeAll
  static void startBroker() throws Exception {
    kafka = EmbeddedKafka.start(shared);
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @AfterEach
  void endAll() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void whatTheEnvironmentLacksIsASentence() throws IOException {
    Path config = config("127.0.0.1:1", "absent");
    Console.Outcome absent = Console.run("run", "--config", config.toString());
    assertThat(absent.status()).isEqualTo(Longtail.FAILED);
    assertThat(absent.err().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("longtail: ").contains("127.0.0.1:1"))
        .anySatisfy(line -> assertThat(line).contains("source.bootstrap-servers: no Kafka broker"));
    assertThat(Console.run("status", "--config", config.toString(), "--rest", "http://127.0.0.1:1"))
        .satisfies(
            none -> {
              assertThat(none.status()).isEqualTo(Longtail.FAILED);
              assertThat(none.err()).contains("no job of " + config + " runs at");
            });

    Path topics = config(kafka.bootstrapServers(), "missing");
    Console.Outcome missing = Console.run("run", "--config", topics.toString());
    assertThat(missing.status()).isEqualTo(Longtail.FAILED);
    assertThat(missing.err())
        .contains("source.topic: at ", "there is no topic missing-events", "topics --create")
        .contains("sink.kafka.topic-prefix: at ", "missing-anomalies", "missing-funnel")
        .doesNotContain("missing-verdicts", "Exception");

    Path blocked = Files.writeString(folder.resolve("file"), "");
    Console.Outcome folderless =
        Console.run(
            "run", "--config", topics.toString(), "--checkpoints-directory", blocked + "/below");
    assertThat(folderless.err()).contains("checkpoints.directory: " + blocked + "/below cannot be");
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void aStreamIsStartedWatchedKilledAndStopped() throws Exception {
    Path config = config(kafka.bootstrapServers(), "whole");
    String[] topics = {"topics", "--config", config.toString()};
    assertThat(Console.run(topics).status()).isEqualTo(Longtail.FAILED);
    assertThat(
            Console.run("topics", "--config", config + "", "--create", "--partitions", "2").out())
        .containsPattern("whole-events +source.topic +created, 2 partitions")
        .containsPattern("whole-exemplars +sink.kafka.topic-prefix +created, 1 partition");
    assertThat(Console.run(topics))
        .satisfies(
            now -> {
              assertThat(now.status()).isZero();
              assertThat(now.out()).doesNotContain("missing", "created");
            });
    send("whole-events");

    // More subtasks than the slots that flink-conf names.
    Path log = folder.resolve("first.log");
    Process first = run(config, log, "--parallelism", "5");
    await(log, () -> holds(log, "running job") && !checkpoints().isEmpty());
    // Flink's interface tells of a checkpoint a few seconds later.
    String[] how = {"status", "--config", config.toString()};
    await(log, () -> Console.run(how).out().contains(" ago ("));
    String status = Console.run(how).out();
    assertThat(status)
        .containsPattern("state +RUNNING")
        .containsPattern("restarts +0")
        .containsPattern("records since restart +500")
        .containsPattern("saved +checkpoint [0-9]+ ");
    await(log, () -> holds(log, "RUNNING, records 500"));
    int seen = numberOf(checkpoints());
    await(log, () -> numberOf(checkpoints()) > seen + 1); // Then offsets are committed.
    first.destroyForcibly().waitFor();
    Path newest = checkpoints().get(checkpoints().size() - 1);
    Files.createDirectories(newest.resolveSibling("chk-9999"));

    Console.Outcome otherShards =
        Console.run("run", "--config", config.toString(), "--shards", "8");
    assertThat(otherShards.status()).isEqualTo(Longtail.FAILED);
    assertThat(otherShards.err())
        .contains("job.shards was 4 when the state was kept, and is 8")
        .doesNotContain("Exception");
    Console.Outcome without = Console.run("run", "--config", config.toString(), "--restore=none");
    assertThat(without.status()).isEqualTo(Longtail.FAILED);
    assertThat(without.err()).contains("has read in topic whole-events before, but there is no");

    Path again = folder.resolve("again.log");
    Process second = run(config, again);
    await(again, () -> holds(again, "running job"));
    assertThat(Files.readString(again)).containsPattern("going on from \\S+/chk-[0-9]{1,3}, ");
    await(again, () -> Console.run(how).status() == 0);
    Console.Outcome stop = Console.run("stop", "--config", config.toString());
    assertThat(stop.status()).as(stop.err()).isZero();
    assertThat(stop.out()).contains("/checkpoints/whole/savepoints/savepoint-");
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).as(Files.readString(again)).isZero();

    Path last = folder.resolve("last.log");
    Process third = run(config, last);
    await(last, () -> holds(last, "running job"));
    assertThat(Files.readString(last)).contains("going on from " + stop.out().strip());
    third.destroy(); // As Ctrl-C and docker stop do.
    assertThat(third.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(third.exitValue()).as(Files.readString(last)).isZero();
    assertThat(Files.readString(last))
        .contains("stopping with a savepoint", "stopped; the next start goes on from ")
        .doesNotContain("WARN", "ERROR");
    try (Stream<Path> left = Files.list(folder.resolve("tmp-last.log"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void aFullCheckpointDiskIsSaidAndRestartsNothing() throws Exception {
    Path config = config(kafka.bootstrapServers(), "full");
    assertThat(Console.run("topics", "--config", config.toString(), "--create").status()).isZero();
    send("full-events");
    Path log = folder.resolve("full.log");
    Process job = run(config, log);
    await(log, () -> holds(log, "running job") && !checkpoints().isEmpty());

    // A file in the place of the folder: as on a full disk, nothing can be made below it.
    Path directory = folder.resolve("checkpoints/full");
    Path aside = Files.move(directory, folder.resolve("aside"));
    Files.writeString(directory, "");
    await(log, () -> holds(log, "a checkpoint failed: checkpoints.directory: "));
    assertThat(Console.run("status", "--config", config.toString()).out())
        .containsPattern("state +RUNNING")
        .containsPattern("restarts +0")
        .containsPattern("failed checkpoints +[1-9]");
    Files.delete(directory);
    Files.move(aside, directory);
    int before = numberOf(checkpoints());
    await(log, () -> numberOf(checkpoints()) > before);
    job.destroy();
    assertThat(job.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(job.exitValue()).as(Files.readString(log)).isZero();
    assertThat(Files.readString(log)).doesNotContain("restart 1");
  }

  private Path config(String servers, String name) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        source: {bootstrap-servers: "%1$s", topic: %2$s-events, group-id: %2$s}
        sink: {kafka: {bootstrap-servers: "%1$s", topic-prefix: %2$s-}}
        job: {parallelism: 2, top-k: 10}
        checkpoints: {interval: PT1S, directory: "%3$s"}
        """
            .formatted(servers, name, folder.resolve("checkpoints").resolve(name).toUri()));
  }

  private static void send(String topic) throws Exception {
    List<byte[]> events =
        IntStream.range(0, 250)
            .mapToObj(
                second ->
                    "{\"ts\":%d,\"cmd\":\"tool-%s --verbose\"}"
                        .formatted(
                            NOON.plusSeconds(second).toEpochMilli(), (char) ('a' + second % 26))
                        .getBytes(StandardCharsets.UTF_8))
            .toList();
    kafka.send(topic, 0, events);
    kafka.send(topic, 1, events);
  }

  private Process run(Path config, Path log, String... more) throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("tmp-" + log.getFileName()));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-Xmx512m",
            "-Djava.io.tmpdir=" + temporary,
            "-Dlongtail.home=" + Path.of("..").toAbsolutePath().normalize(),
            "-cp",
            System.getProperty("java.class.path"),
            Longtail.class.getName(),
            "run",
            "--config",
            config.toString()));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    started.add(process);
    return process;
  }

  /** The complete checkpoints, the newest last. */
  private List<Path> checkpoints() {
    try (Stream<Path> all = Files.walk(folder.resolve("checkpoints"))) {
      return all.filter(path -> path.endsWith("_metadata"))
          .map(Path::getParent)
          .filter(path -> path.getFileName().toString().startsWith("chk-"))
          .sorted(
              java.util.Comparator.comparing(
                  path -> Integer.parseInt(path.getFileName().toString().substring(4))))
          .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      return List.of(); // It is written to meanwhile.
    }
  }

  private static int numberOf(List<Path> checkpoints) {
    return checkpoints.isEmpty()
        ? 0
        : Integer.parseInt(
            checkpoints.get(checkpoints.size() - 1).getFileName().toString().substring(4));
  }

  private static boolean holds(Path log, String text) {
    try {
      return Files.readString(log).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  private static void await(Path log, BooleanSupplier met) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!met.getAsBoolean()) {
      assertThat(Instant.now()).as(() -> log + ":\n" + read(log)).isBefore(end);
      Thread.sleep(200);
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "no log";
    }
  }
}
