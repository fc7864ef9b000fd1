package dev.longtail.job.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.graph.Output;
import dev.longtail.job.run.Backfill;
import dev.longtail.job.run.ComparedOutputs;
import dev.longtail.job.run.FlinkJvms;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.job.run.Jvms;
import dev.longtail.job.run.S3Server;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.SmallModel;
import dev.longtail.udfs.text.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The matrix of faults: on a real cluster, with Kafka, an S3 server and a label server, something
 * breaks in the middle of days of events at speed. What is written in the end equals what an
 * undisturbed run and the bounded job write, byte for byte once equal records are one.
 *
 * <p>{@code mvn -Pfaults verify} runs all faults and writes the table of docs/operations/faults.md
 * to target/faults.md; {@code -Dfaults=short} runs three of them, and {@code -Dfaults=BROKER,DISK}
 * those.
 */
class FaultMatrixIT {
  private static final List<Fault> SHORT =
      List.of(Fault.NONE, Fault.TASK_MANAGER, Fault.LABELER, Fault.CLOCK);

  /** A savepoint of the stream of release 0.1.0, taken at this share of the events, in day one. */
  private static final Path STORED =
      Path.of("src/test/resources/stream-savepoints/0.1.0").toAbsolutePath();

  private static final double STORED_AT = 0.2;

  private static final int DAYS = 4;
  private static final int EVENTS_A_DAY = Integer.getInteger("longtail.faults.events", 4_000);
  private static final int EVENTS_A_SECOND = 500;
  private static final int TOP = 25;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir static Path folder;

  private static Jvms jvms;
  private static Broker broker;
  private static Gate storeGate;
  private static Cluster cluster;
  private static LocalLabelServer labels;
  private static Gate labelGate;
  private static Path model;
  private static List<String> events;
  private static Map<Output, List<String>> bounded;
  private static Map<String, String> boundedFunnel;
  private static long undisturbedCalls = -1;
  private static final List<String> TABLE = new ArrayList<>();

  static Stream<Fault> faults() {
    String named = System.getProperty("longtail.faults", "");
    return switch (named) {
      case "" -> Arrays.stream(Fault.values());
      case "short" -> SHORT.stream();
      default -> Arrays.stream(named.split(",")).map(Fault::valueOf);
    };
  }

  @BeforeAll
  static void startEverything() throws Exception {
    assumeTrue(Cluster.isBuilt(), "needs longtail-job.jar and the S3 plugin: mvn package");
    assumeTrue(S3Server.missing().isEmpty(), S3Server.missing());
    jvms = new Jvms(folder, Jvms.SHORT_LIVED);
    labels = LocalLabelServer.start(0);
    labelGate = new Gate(java.net.URI.create(labels.url()).getPort());
    model = SmallModel.writeTo(folder.resolve("model"));
    GeneratedData data = GeneratedDays.generate(folder.resolve("data"), DAYS, EVENTS_A_DAY);
    events = GeneratedDays.lines(data.telemetry());
    runBounded(data);

    broker = new Broker(jvms, folder.resolve("kafka"));
    broker.start();
    S3Server store = S3Server.start(jvms, Files.createDirectory(folder.resolve("s3")));
    store.createBucket(Cluster.BUCKET);
    storeGate = new Gate(store.port());
    HighAvailability zooKeeper =
        HighAvailability.start(jvms, folder.resolve("zookeeper"), FlinkJvms.classPath());
    cluster = new Cluster(jvms, folder, zooKeeper, storeGate.port(), Cluster.SMALL_HEAP);
    cluster.startJobManager();
    cluster.startTaskManager(1);
    cluster.startTaskManager(2);
    await("no cluster", () -> cluster.slots() == 4);
  }

  @AfterAll
  static void stopEverything() throws Exception {
    if (!TABLE.isEmpty()) {
      List<String> table = new ArrayList<>();
      table.add(
          "| fault | recovery, s | calls beyond the undisturbed | lost | made up | doubled |");
      table.add("|---|---|---|---|---|---|");
      table.addAll(TABLE);
      Files.write(Path.of("target/faults.md"), table);
    }
    if (storeGate != null) {
      storeGate.close();
    }
    if (jvms != null) {
      jvms.close();
      labelGate.close();
      labels.close();
    }
  }

  /** One run of the job with a fault in its middle. */
  private static final class Run {
    private final Fault fault;
    private final String name;
    private final int partitions;
    private final Path config;
    private final Feed feed;
    private final List<String> options = new ArrayList<>();
    private String job;
    private Instant faultOver;

    Run(Fault fault) throws Exception {
      this.fault = fault;
      name = fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
      partitions = fault == Fault.IDLE ? 3 : 2;
      feed = new Feed(broker, name + "-events", EVENTS_A_SECOND);
      config = folder.resolve(name + ".yaml");
      broker.createTopic(name + "-events", partitions);
      for (Output output : Output.values()) {
        broker.createTopic(name + "-" + output.folder(), 1);
      }
      Files.writeString(config, configuration(labelGate.port(), checkpoints()));
    }

    private String checkpoints() {
      return fault == Fault.DISK
          ? disk().toUri().toString()
          : "s3://%s/%s/checkpoints".formatted(Cluster.BUCKET, name);
    }

    private Path disk() {
      return folder.resolve("disk");
    }

    private String configuration(int labelPort, String checkpoints) {
      return """
      source:
        bootstrap-servers: "%1$s"
        topic: %2$s-events
        group-id: %2$s
        %8$s
      sink: {kafka: {bootstrap-servers: "%1$s", topic-prefix: %2$s-}}
      job: {parallelism: 2, scale: both, top-k: %3$d, embedding-model: "%4$s"}
      labeler: {endpoint: "http://127.0.0.1:%5$d/v1", model: %6$s, canaries: false, probe: false}
      checkpoints: {interval: PT2S, directory: "%7$s"}
      """
          .formatted(
              broker.bootstrapServers(),
              name,
              TOP,
              model,
              labelPort,
              LocalLabelServer.MODEL,
              checkpoints,
              fault == Fault.IDLE ? "idle-after: PT10S" : "");
    }

    void start(String... more) throws Exception {
      job = cluster.run(options, config, more);
      options.clear();
      await("not running: " + name, () -> cluster.state(job).equals("RUNNING"));
    }

    /** Sends the events from one share of them to another. */
    void feed(double from, double to) throws Exception {
      feed.send(Feed.alternately(part(from, to)));
    }

    private List<String> part(double from, double to) {
      return events.subList((int) (from * events.size()), (int) (to * events.size()));
    }

    void inTheMiddle() throws Exception {
      switch (fault) {
        case NONE -> {}
        case TASK_MANAGER -> {
          cluster.killTaskManager(1);
          faultOver = Instant.now();
          cluster.startTaskManager(1);
        }
        case JOB_MANAGER -> {
          cluster.killJobManager();
          faultOver = Instant.now();
          cluster.startJobManager();
        }
        case BROKER -> {
          broker.kill();
          Thread.sleep(Duration.ofSeconds(90).toMillis());
          broker.start();
          faultOver = Instant.now();
        }
        case STORE -> whileGate(storeGate, Gate.Mode.FAILING, Duration.ofMinutes(1));
        case LABELER -> whileGate(labelGate, Gate.Mode.CLOSED, Duration.ofMinutes(1));
        case DISK -> fillTheDisk();
        case RESCALED -> {
          String savepoint =
              cluster.stop(job, "s3://%s/%s/savepoints".formatted(Cluster.BUCKET, name));
          faultOver = Instant.now();
          options.addAll(List.of("--fromSavepoint", savepoint));
          start("job.parallelism=3");
        }
        case IDLE -> Thread.sleep(Duration.ofMinutes(1).toMillis());
        case CLOCK ->
            feed.send(
                List.of(
                    Feed.Event.of(
                        0,
                        "{\"ts\":%d,\"cmd\":\"date\"}"
                            .formatted(Instant.now().plus(Duration.ofDays(3650)).toEpochMilli()))));
        case LARGE -> feed.send(List.of(Feed.Event.of(1, "{" + "\u0003".repeat(900_000))));
        default -> throw new IllegalStateException(fault.name());
      }
    }

    private void whileGate(Gate gate, Gate.Mode mode, Duration length) throws Exception {
      gate.set(mode);
      try {
        feed(0.45, 0.65);
        Thread.sleep(length.toMillis());
      } finally {
        gate.set(Gate.Mode.OPEN);
      }
      faultOver = Instant.now();
    }

    private void fillTheDisk() throws Exception {
      Path ballast = disk().resolve("ballast");
      try (var out = Files.newOutputStream(ballast)) {
        byte[] block = new byte[1 << 20];
        while (true) {
          out.write(block);
        }
      } catch (IOException full) {
        // That is the fault.
      }
      feed(0.45, 0.65);
      Thread.sleep(Duration.ofSeconds(20).toMillis());
      Files.delete(ballast);
      faultOver = Instant.now();
    }

    /** How far the events were sent before {@link #inTheMiddle} returned. */
    double fedByTheFault() {
      return switch (fault) {
        case STORE, LABELER, DISK -> 0.65;
        default -> 0.45;
      };
    }

    /** Seconds from the end of the fault to the next completed checkpoint. */
    double recovery() throws InterruptedException {
      if (faultOver == null) {
        return 0;
      }
      long[] before = {cluster.latestCheckpoint(job)};
      await(
          "no checkpoint after " + fault,
          () -> {
            long now = cluster.latestCheckpoint(job);
            if (before[0] < 0) {
              before[0] = now;
            }
            return cluster.state(job).equals("RUNNING") && now > before[0];
          });
      return Duration.between(faultOver, Instant.now()).toMillis() / 1e3;
    }

    void closeTheLastWindow() throws Exception {
      String later =
          "{\"ts\":%d,\"cmd\":\"true\"}"
              .formatted(Instant.parse("2025-01-06T00:00:00Z").toEpochMilli());
      feed.send(List.of(Feed.Event.of(0, later), Feed.Event.of(1, later)));
    }

    Map<Output, List<String>> written() {
      Map<Output, List<String>> lines = new EnumMap<>(Output.class);
      for (Output output : Output.values()) {
        lines.put(output, broker.read(name + "-" + output.folder()));
      }
      return lines;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void nothingIsLostOrMadeUp(Fault fault) throws Exception {
    long callsBefore = labels.answers();
    Run run = new Run(fault);
    if (fault == Fault.DISK) {
      mount(run.disk());
    }
    try {
      if (fault == Fault.UPGRADED) {
        // The savepoint holds positions in a topic, so the topic gets what it had then.
        assertThat(digestOf(events)).isEqualTo(Files.readString(STORED.resolve("events.sha256")));
        run.feed(0, STORED_AT);
        run.options.addAll(
            List.of("--fromSavepoint", STORED.resolve("savepoint").toUri().toString()));
      }
      run.start(fault == Fault.IDLE ? "job.parallelism=4" : "job.parallelism=2");
      if (fault == Fault.UPGRADED) {
        run.faultOver = Instant.now();
        run.feed(STORED_AT, 1);
      } else if (fault == Fault.BROKER) {
        // One partition is a day ahead of the other, whose events come after the outage.
        run.feed(0, 0.25);
        List<Feed.Event> rest = Feed.alternately(run.part(0.25, 0.5));
        run.feed.send(rest.stream().filter(event -> event.partition() == 0).toList());
        run.inTheMiddle();
        run.feed.send(rest.stream().filter(event -> event.partition() == 1).toList());
        run.feed(0.5, 1);
      } else {
        run.feed(0, 0.45);
        run.inTheMiddle();
        run.feed(run.fedByTheFault(), 1);
      }
      double recovery = run.recovery();
      run.closeTheLastWindow();
      compare(run, recovery, callsBefore);
    } catch (AssertionError | Exception e) {
      keepLogs(fault);
      throw e;
    } finally {
      if (run.job != null) {
        cluster.cancel(run.job);
      }
      if (fault == Fault.DISK) {
        command("umount", "-l", run.disk().toString());
      }
    }
  }

  /**
   * Not a test: stores the savepoint that {@link Fault#UPGRADED} begins with, of the release whose
   * job jar {@code -Dlongtail.job.jar} names.
   */
  @Test
  @EnabledIfSystemProperty(named = "longtail.write.stream.savepoint", matches = "true")
  void write() throws Exception {
    assertThat(STORED).as("a stored savepoint is never replaced").doesNotExist();
    Run run = new Run(Fault.UPGRADED);
    run.start("job.parallelism=2");
    run.feed(0, STORED_AT);
    Thread.sleep(10_000); // all of it is read
    Path taken =
        Path.of(java.net.URI.create(cluster.stop(run.job, folder.resolve("s").toUri().toString())));
    Path target = Files.createDirectories(STORED.resolve("savepoint"));
    try (Stream<Path> files = Files.list(taken)) {
      for (Path file : files.toList()) {
        Files.write(target.resolve(file.getFileName()), withoutTheFolder(Files.readAllBytes(file)));
      }
    }
    Files.writeString(STORED.resolve("events.sha256"), digestOf(events));
    run.written().values().forEach(lines -> assertThat(lines).isEmpty());
  }

  /**
   * Small state lies in the metadata itself, under the name of a file that was never written. The
   * name is in a folder of this machine; for the restore it only has to differ from the others.
   */
  private static byte[] withoutTheFolder(byte[] state) {
    String here = folder.toString();
    return new String(state, StandardCharsets.ISO_8859_1)
        .replace(here, "/" + "x".repeat(here.length() - 1)) // As long, because lengths are stored.
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String digestOf(List<String> lines) {
    return Sha256.hex(String.join("\n", lines));
  }

  private static void compare(Run run, double recovery, long callsBefore) throws Exception {
    Comparison[] last = new Comparison[1];
    long end = System.nanoTime() + PATIENCE.toNanos();
    do {
      Thread.sleep(1_000);
      last[0] = Comparison.of(bounded, run.written());
    } while (!last[0].isEqual() && System.nanoTime() < end);
    Thread.sleep(3_000); // what comes too much comes now
    Map<Output, List<String>> written = run.written();
    Comparison result = Comparison.of(bounded, written);
    long calls = labels.answers() - callsBefore;
    if (run.fault == Fault.NONE) {
      undisturbedCalls = calls;
    }
    TABLE.add(
        "| %s | %.0f | %s | %d | %d | %d |"
            .formatted(
                run.fault,
                recovery,
                undisturbedCalls < 0 ? "?" : Long.toString(calls - undisturbedCalls),
                result.lost().size(),
                result.madeUp().size(),
                result.doubled()));
    assertThat(result.lost()).as("lost, " + run.fault).isEmpty();
    assertThat(result.madeUp()).as("made up, " + run.fault).isEmpty();
    Map<String, String> funnel = Comparison.funnel(written.get(Output.FUNNEL));
    Map<String, String> known = new TreeMap<>(funnel);
    known.keySet().removeIf(key -> key.startsWith("unknown"));
    assertThat(known).as("funnel, " + run.fault).isEqualTo(boundedFunnel);
    int letters = run.fault == Fault.CLOCK || run.fault == Fault.LARGE ? 1 : 0;
    assertThat(written.get(Output.DEAD_LETTERS).stream().distinct()).hasSize(letters);
    if (undisturbedCalls >= 0) {
      assertThat(calls)
          .as("calls: at most those in flight are repeated")
          .isLessThanOrEqualTo(undisturbedCalls + 8);
    }
  }

  private static void runBounded(GeneratedData data) throws IOException {
    String config =
        """
        source: {bootstrap-servers: "none:1", topic: t, group-id: g}
        sink: {files: {path: "%5$s"}}
        job: {scale: both, top-k: %1$d, embedding-model: "%2$s"}
        labeler: {endpoint: "%3$s", model: %4$s, canaries: false, probe: false}
        checkpoints: {directory: "%5$s"}
        """
            .formatted(
                TOP,
                model,
                labels.url(),
                LocalLabelServer.MODEL,
                folder.resolve("none").toUri()); // its verdicts are kept there, for no other run
    TopologyOptions options =
        LongtailOptions.read(config, "bounded", Map.of(), List.of()).topology();
    Path out = folder.resolve("bounded");
    Funnel funnel =
        new Backfill(
                data.telemetry(), out, options.with(GeneratedDays.january(DAYS)), 2, line -> {})
            .run();
    bounded = new HashMap<>();
    for (Output output : ComparedOutputs.ALL) {
      bounded.put(output, GeneratedDays.sortedLines(out.resolve(output.folder())));
    }
    boundedFunnel = new TreeMap<>();
    for (Funnel.Row row : funnel.rows()) {
      boundedFunnel.put(row.window() + " " + row.scale(), Json.line(row));
    }
  }

  private static void mount(Path disk) throws Exception {
    Files.createDirectories(disk);
    assumeTrue(
        command("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()) == 0,
        "a small disk cannot be mounted here: needs root");
  }

  private static int command(String... words) throws Exception {
    return new ProcessBuilder(words).redirectErrorStream(true).start().waitFor();
  }

  private static void keepLogs(Fault fault) throws IOException {
    Path kept = Files.createDirectories(Path.of("target/faults/" + fault.name()));
    for (String name : List.of("jobmanager", "taskmanager-1", "taskmanager-2", "client", "kafka")) {
      Files.writeString(kept.resolve(name + ".log"), jvms.said(name), StandardCharsets.UTF_8);
    }
  }

  private static void await(String what, BooleanSupplier met) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!met.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what + " after " + PATIENCE).isLessThan(end);
      Thread.sleep(250);
    }
  }
}
