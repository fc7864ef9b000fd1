package dev.longtail.job.faults;

import dev.longtail.job.run.FlinkJvms;
import dev.longtail.job.run.Jvms;
import dev.longtail.job.run.S3Server;
import dev.longtail.job.watch.FlinkRest;
import dev.longtail.job.watch.JobReport;
import dev.longtail.job.watch.RunningJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Flink cluster as it runs in production: a JobManager with high availability and TaskManagers,
 * each in a JVM of its own; whatever is killed is started again by somebody.
 */
final class Cluster {
  /** The bucket of all state, which must be there. */
  static final String BUCKET = "longtail";

  static final String JOB_MANAGER = "jobmanager";

  /** Heap for the tasks of two slots that a test of minutes gives a TaskManager, in MiB. */
  static final int SMALL_HEAP = 512;

  private static final int FRAMEWORK_HEAP = 128;
  private static final int OFF_HEAP = 704;
  private static final int METASPACE = 512;
  private static final Path JAR =
      Path.of(System.getProperty("longtail.job.jar", "target/longtail-job.jar")).toAbsolutePath();

  private final Jvms jvms;
  private final FlinkJvms flink;
  private final int taskHeap;

  /**
   * A cluster whose state lies on S3; nothing is started yet.
   *
   * @param store port of the {@link S3Server}, or of a gate before it
   * @param taskHeap heap of a TaskManager for the tasks of its two slots, in MiB
   */
  Cluster(Jvms jvms, Path folder, HighAvailability zooKeeper, int store, int taskHeap)
      throws IOException {
    this.jvms = jvms;
    this.taskHeap = taskHeap;
    flink =
        new FlinkJvms(
            jvms,
            folder.resolve("conf"),
            Files.readString(Path.of("../flink-conf/config.yaml"))
                .replaceAll(
                    "(?m)^(rest|taskmanager\\.memory|jobmanager\\.memory|env\\.java)\\..*\\n", "")
                .replaceAll("(?m)^(taskmanager.numberOfTaskSlots|restart-strategy\\.).*\\n", ""),
            """
            high-availability.type: zookeeper
            high-availability.zookeeper.quorum: 127.0.0.1:%1$d
            high-availability.storageDir: s3://%2$s/ha
            high-availability.jobmanager.port: "0"
            high-availability.zookeeper.client.session-timeout: 10 s
            s3.endpoint: http://127.0.0.1:%3$d
            s3.path-style-access: true
            s3.access-key: %4$s
            s3.secret-key: %5$s
            # So that a test of minutes sees what a cluster sees in an hour:
            heartbeat.interval: 2 s
            heartbeat.timeout: 8 s
            heartbeat.rpc-failure-threshold: 1
            restart-strategy.type: exponential-delay
            restart-strategy.exponential-delay.initial-backoff: 500 ms
            restart-strategy.exponential-delay.max-backoff: 5 s
            taskmanager.numberOfTaskSlots: 2
            taskmanager.cpu.cores: 1
            taskmanager.memory.task.heap.size: %6$d mb
            taskmanager.memory.task.off-heap.size: 512 mb
            taskmanager.memory.managed.size: 0 mb
            taskmanager.memory.jvm-metaspace.size: %7$d mb
            """
                .formatted(
                    zooKeeper.port(),
                    BUCKET,
                    store,
                    S3Server.ACCESS_KEY,
                    S3Server.SECRET_KEY,
                    taskHeap,
                    METASPACE),
            """
            logger.master.name = org.apache.flink.runtime.executiongraph
            logger.master.level = INFO
            logger.coordinator.name = org.apache.flink.runtime.checkpoint
            logger.coordinator.level = INFO
            """,
            Map.of("FLINK_PLUGINS_DIR", S3Server.PLUGINS.toString()));
  }

  /** Whether what the cluster needs has been built. */
  static boolean isBuilt() {
    return Files.exists(JAR) && Files.isDirectory(S3Server.PLUGINS);
  }

  void startJobManager() throws IOException {
    var unused =
        flink.start(
            JOB_MANAGER,
            List.of("-Xmx512m"),
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
  }

  void killJobManager() throws InterruptedException {
    jvms.kill(JOB_MANAGER);
  }

  void startTaskManager(int number) throws IOException {
    var unused =
        flink.start(
            taskManager(number),
            memory(),
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
  }

  void killTaskManager(int number) throws InterruptedException {
    jvms.kill(taskManager(number));
  }

  /** The limits that Flink's scripts would give a TaskManager. */
  private List<String> memory() {
    int heap = FRAMEWORK_HEAP + taskHeap;
    return List.of(
        "-Xms%dm".formatted(heap),
        "-Xmx%dm".formatted(heap),
        "-XX:MaxMetaspaceSize=%dm".formatted(METASPACE),
        "-XX:MaxDirectMemorySize=%dm".formatted(OFF_HEAP));
  }

  static String taskManager(int number) {
    return "taskmanager-" + number;
  }

  /** {@code flink run}: starts a job and returns its id. */
  String run(List<String> options, Path config, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("--config", config.toString()));
    all.addAll(List.of(arguments));
    return flink.run(options, JAR, all.toArray(String[]::new));
  }

  /** {@code flink stop}: stops a job and returns the path of its savepoint. */
  String stop(String job, String savepoints) throws Exception {
    return flink.stop(job, savepoints);
  }

  /** {@code flink cancel}. */
  void cancel(String job) throws Exception {
    flink.cancel(job);
  }

  /** How a job is. */
  JobReport report(String job) throws IOException {
    return JobReport.of(new RunningJob(new FlinkRest(flink.rest()), job));
  }

  /** The latest completed checkpoint's number; -1 if there is none or the JobManager is away. */
  long latestCheckpoint(String job) {
    return flink.get("/jobs/" + job + "/checkpoints").at("/latest/completed/id").asLong(-1);
  }

  /** The state of a job, such as {@code RUNNING}; empty while the JobManager is away. */
  String state(String job) {
    return flink.get("/jobs/" + job).path("state").asText("");
  }

  /** Slots that are there; 0 while the cluster starts. */
  int slots() {
    return flink.get("/overview").path("slots-total").asInt();
  }
}
