package dev.longtail.job.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.longtail.job.graph.Output;
import dev.longtail.job.run.FlinkJvms;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.job.run.Jvms;
import dev.longtail.job.run.S3Server;
import dev.longtail.job.watch.JobReport;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether the stream can be left alone: half an hour at half the rate that it reaches, on the
 * cluster of the fault matrix, a day of events each minute or so. {@code mvn -Pfaults verify
 * -Dit.test=SoakIT -Dlongtail.measure=true} (on Linux) writes target/soak.svg, target/soak.csv and
 * target/soak.md. It fails if the job restarts or cannot keep up.
 */
@EnabledIfSystemProperty(named = "longtail.measure", matches = "true")
class SoakIT {
  private static final int A_DAY = Integer.getInteger("longtail.measure.events", 1_000_000);
  private static final int MINUTES = Integer.getInteger("longtail.measure.minutes", 30);
  private static final int TASK_HEAP = 1_536;

  /** What of the first rate is not counted, because the JVM is cold. */
  private static final double COLD = 0.4;

  private static final double MEBI = 1 << 20;
  private static final Pattern AFTER_GC = Pattern.compile("->(\\d+)M\\(");

  @TempDir Path folder;
  private Jvms jvms;
  private Cluster cluster;
  private String job;
  private final List<Sample> samples = new ArrayList<>();

  /** What was seen at a time; sizes in MiB, times in seconds. */
  private record Sample(
      double seconds,
      double taskManager,
      double jobManager,
      double heap,
      double checkpoint,
      double checkpointTook,
      double lag,
      long records,
      long restarts) {
    static final String HEADER =
        "seconds,taskmanager_rss_mib,jobmanager_rss_mib,heap_after_gc_mib,checkpoint_mib,"
            + "checkpoint_seconds,lag_records,records,restarts";

    String csv() {
      return String.format(
          Locale.ROOT,
          "%.0f,%.0f,%.0f,%.0f,%.2f,%.2f,%.0f,%d,%d",
          seconds,
          taskManager,
          jobManager,
          heap,
          checkpoint,
          checkpointTook,
          lag,
          records,
          restarts);
    }
  }

  @Test
  void halfAnHourAtHalfTheRate() throws Exception {
    assumeTrue(Cluster.isBuilt() && S3Server.missing().isEmpty(), "needs what mvn package builds");
    List<String> lines =
        GeneratedDays.lines(GeneratedDays.generate(folder.resolve("data"), 2, 20_000).telemetry());
    ExecutorService feeder = Executors.newSingleThreadExecutor();
    try (LocalLabelServer labels = LocalLabelServer.start(0);
        Jvms all = new Jvms(folder, List.of("-XX:+UseG1GC"))) {
      jvms = all;
      Broker broker = new Broker(jvms, folder.resolve("kafka"));
      broker.start();
      // Half an hour of events is more than a disk should hold.
      broker.createTopic(
          "events", 2, Map.of("retention.bytes", "1500000000", "segment.bytes", "100000000"));
      for (Output output : Output.values()) {
        broker.createTopic(output.folder(), 1);
      }
      try (S3Server store = S3Server.start(jvms, Files.createDirectory(folder.resolve("s3")))) {
        store.createBucket(Cluster.BUCKET);
        start(broker, store, labels);
        Load load = new Load(lines, A_DAY);
        int rate = (int) (mostASecond(broker, load) / 2);
        long sent = 3L * A_DAY;
        long events = (long) rate * MINUTES * 60;
        Future<?> feed =
            feeder.submit(
                () -> {
                  load.send(broker, "events", sent, sent + events, rate);
                  return null;
                });
        long start = System.nanoTime();
        while (!feed.isDone()) {
          Thread.sleep(Duration.ofSeconds(5).toMillis());
          samples.add(sample(start));
          write(rate);
        }
        feed.get();
        Sample last = samples.get(samples.size() - 1);
        assertThat(last.restarts).isZero();
        assertThat(last.lag).as("records not read").isLessThan(60.0 * rate);
      }
    } finally {
      feeder.shutdownNow();
    }
  }

  private void start(Broker broker, S3Server store, LocalLabelServer labels) throws Exception {
    HighAvailability zooKeeper =
        HighAvailability.start(jvms, folder.resolve("zookeeper"), FlinkJvms.classPath());
    cluster = new Cluster(jvms, folder, zooKeeper, store.port(), TASK_HEAP);
    cluster.startJobManager();
    cluster.startTaskManager(1);
    Path config = folder.resolve("longtail.yaml");
    Files.writeString(
        config,
        """
        source: {bootstrap-servers: "%1$s", topic: events, group-id: soak}
        sink: {kafka: {bootstrap-servers: "%1$s"}}
        job: {parallelism: 2, scale: both, sample-count: 4000, top-k: 100, embedding-model: "%2$s"}
        labeler: {endpoint: "%3$s", model: %4$s}
        checkpoints: {interval: PT10S, directory: "s3://%5$s/checkpoints"}
        """
            .formatted(
                broker.bootstrapServers(),
                SmallModel.writeTo(folder.resolve("model")),
                labels.url(),
                LocalLabelServer.MODEL,
                Cluster.BUCKET));
    while (cluster.slots() < 2) {
      Thread.sleep(200);
    }
    job = cluster.run(List.of(), config);
  }

  /** Sends three days at once, waits until they are read, and returns the rate of reading. */
  private double mostASecond(Broker broker, Load load) throws Exception {
    long all = 3L * A_DAY;
    load.send(broker, "events", 0, all, 0);
    long from = 0;
    long fromTime = 0;
    while (true) {
      Thread.sleep(200);
      JobReport report = cluster.report(job);
      long read = report.records().orElse(0);
      if (from == 0 && read >= COLD * all) {
        from = read;
        fromTime = System.nanoTime();
      }
      if (read >= all) {
        return (read - from) / ((System.nanoTime() - fromTime) / 1e9);
      }
    }
  }

  private Sample sample(long start) throws IOException {
    JobReport report = cluster.report(job);
    return new Sample(
        (System.nanoTime() - start) / 1e9,
        resident(Cluster.taskManager(1)),
        resident(Cluster.JOB_MANAGER),
        heapAfterGc(Cluster.taskManager(1)),
        report.saved() == null ? 0 : report.saved().bytes() / MEBI,
        report.saved() == null ? 0 : report.saved().took().toMillis() / 1e3,
        report.lag().orElse(0),
        report.records().orElse(0),
        report.restarts().orElse(0));
  }

  private double resident(String jvm) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + jvms.pid(jvm) + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("no VmRSS of " + jvm);
  }

  /** Heap after the last collection. */
  private double heapAfterGc(String jvm) throws IOException {
    Matcher matcher = AFTER_GC.matcher(jvms.collections(jvm));
    double last = 0;
    while (matcher.find()) {
      last = Integer.parseInt(matcher.group(1));
    }
    return last;
  }

  private void write(int rate) throws IOException {
    List<String> csv = new ArrayList<>();
    csv.add(Sample.HEADER);
    samples.forEach(sample -> csv.add(sample.csv()));
    Files.write(Path.of("target/soak.csv"), csv);

    SmallMultiples plot = new SmallMultiples("min");
    panel(plot, "Resident memory of the TaskManager, MiB", Sample::taskManager);
    panel(plot, "Its heap after a garbage collection, MiB", Sample::heap);
    panel(plot, "Resident memory of the JobManager, MiB", Sample::jobManager);
    panel(plot, "Size of a checkpoint, MiB", Sample::checkpoint);
    panel(plot, "Duration of a checkpoint, s", Sample::checkpointTook);
    panel(plot, "Records not read yet, seconds of events", sample -> sample.lag / rate);
    Files.writeString(Path.of("target/soak.svg"), plot.svg());

    List<String> table = new ArrayList<>();
    table.add(
        "%,d events/s for %.0f min; means of thirds of the time:"
            .formatted(rate, samples.get(samples.size() - 1).seconds / 60));
    table.add("");
    table.add("| | first | second | last | highest |");
    table.add("|---|---|---|---|---|");
    row(table, "TaskManager, resident, MiB", Sample::taskManager);
    row(table, "TaskManager, heap after GC, MiB", Sample::heap);
    row(table, "JobManager, resident, MiB", Sample::jobManager);
    row(table, "checkpoint, MiB", Sample::checkpoint);
    row(table, "checkpoint, s", Sample::checkpointTook);
    row(table, "not read yet, s of events", sample -> sample.lag / rate);
    Files.write(Path.of("target/soak.md"), table);
  }

  private void panel(SmallMultiples plot, String title, ToDoubleFunction<Sample> value) {
    plot.add(
        title,
        samples.stream().map(sample -> sample.seconds / 60).toList(),
        samples.stream().mapToDouble(value).boxed().toList());
  }

  private void row(List<String> table, String name, ToDoubleFunction<Sample> value) {
    int third = Math.max(1, samples.size() / 3);
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      cells.add(
          String.format(
              Locale.ROOT,
              "%.1f",
              samples.stream()
                  .skip((long) i * third)
                  .limit(third)
                  .mapToDouble(value)
                  .average()
                  .orElse(0)));
    }
    double highest = samples.stream().mapToDouble(value).max().orElse(0);
    table.add(
        "| %s | %s | %s |"
            .formatted(
                name, String.join(" | ", cells), String.format(Locale.ROOT, "%.1f", highest)));
  }
}
