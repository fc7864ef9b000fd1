package dev.longtail.job.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.run.SeparateJvms;
import dev.longtail.job.watch.FlinkRest;
import dev.longtail.job.watch.JobReport;
import dev.longtail.job.watch.RunningJob;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Flink cluster as it runs in production: a JobManager with high availability and TaskManagers,
 * each in a JVM of its own; whatever is killed is started again by somebody.
 */
final class Cluster {
  static final String JOB_MANAGER = "jobmanager";

  /** Heap for the tasks of two slots that a test of minutes gives a TaskManager, in MiB. */
  static final int SMALL_HEAP = 512;

  private static final int FRAMEWORK_HEAP = 128;
  private static final int OFF_HEAP = 704;
  private static final int METASPACE = 512;
  private static final long CLIENT_SECONDS = 120;
  private static final Path JAR =
      Path.of(System.getProperty("longtail.job.jar", "target/longtail-job.jar")).toAbsolutePath();
  private static final Path PLUGINS = Path.of("target/plugins").toAbsolutePath();

  private final Jvms jvms;
  private final Path conf;
  private final int rest;
  private final int taskHeap;
  private final String classPath = SeparateJvms.classPath();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /**
   * A cluster whose state lies in the object store; nothing is started yet.
   *
   * @param taskHeap heap of a TaskManager for the tasks of its two slots, in MiB
   */
  Cluster(Jvms jvms, Path folder, HighAvailability zooKeeper, ObjectStore store, int taskHeap)
      throws IOException {
    this.jvms = jvms;
    this.taskHeap = taskHeap;
    conf = Files.createDirectories(folder.resolve("conf"));
    rest = Jvms.freePort();
    Files.writeString(
        conf.resolve("config.yaml"),
        Files.readString(Path.of("../flink-conf/config.yaml"))
                .replaceAll(
                    "(?m)^(rest|taskmanager\\.memory|jobmanager\\.memory|env\\.java)\\..*\\n", "")
                .replaceAll("(?m)^(taskmanager.numberOfTaskSlots|restart-strategy\\.).*\\n", "")
            + """

            jobmanager.rpc.address: 127.0.0.1
            jobmanager.bind-host: 127.0.0.1
            rest.address: 127.0.0.1
            rest.bind-address: 127.0.0.1
            rest.port: %1$d
            rest.bind-port: "%1$d"
            taskmanager.host: 127.0.0.1
            taskmanager.bind-host: 127.0.0.1
            io.tmp.dirs: %2$s
            high-availability.type: zookeeper
            high-availability.zookeeper.quorum: 127.0.0.1:%3$d
            high-availability.storageDir: s3://%4$s/ha
            high-availability.jobmanager.port: "0"
            high-availability.zookeeper.client.session-timeout: 10 s
            s3.endpoint: http://127.0.0.1:%5$d
            s3.path-style-access: true
            s3.access-key: any
            s3.secret-key: any
            # So that a test of minutes sees what a cluster sees in an hour:
            heartbeat.interval: 2 s
            heartbeat.timeout: 8 s
            heartbeat.rpc-failure-threshold: 1
            restart-strategy.type: exponential-delay
            restart-strategy.exponential-delay.initial-backoff: 500 ms
            restart-strategy.exponential-delay.max-backoff: 5 s
            # What Flink's scripts would compute from the process's size:
            taskmanager.numberOfTaskSlots: 2
            jobmanager.memory.process.size: 1 gb
            taskmanager.cpu.cores: 1
            taskmanager.memory.framework.heap.size: %7$d mb
            taskmanager.memory.task.heap.size: %6$d mb
            taskmanager.memory.framework.off-heap.size: 128 mb
            taskmanager.memory.task.off-heap.size: 512 mb
            taskmanager.memory.managed.size: 0 mb
            taskmanager.memory.network.min: 64 mb
            taskmanager.memory.network.max: 64 mb
            taskmanager.memory.jvm-metaspace.size: %8$d mb
            taskmanager.memory.jvm-overhead.min: 192 mb
            taskmanager.memory.jvm-overhead.max: 192 mb
            """
                .formatted(
                    rest,
                    jvms.temporary(),
                    zooKeeper.port(),
                    ObjectStore.BUCKET,
                    store.gate().port(),
                    taskHeap,
                    FRAMEWORK_HEAP,
                    METASPACE));
    Files.writeString(
        conf.resolve("log4j.properties"),
        """
        rootLogger.level = WARN
        rootLogger.appenderRef.out.ref = out
        appender.out.type = Console
        appender.out.name = out
        appender.out.layout.type = PatternLayout
        appender.out.layout.pattern = %d{HH:mm:ss} %-5p %c{1}: %m%n
        logger.longtail.name = dev.longtail
        logger.longtail.level = INFO
        logger.master.name = org.apache.flink.runtime.executiongraph
        logger.master.level = INFO
        logger.coordinator.name = org.apache.flink.runtime.checkpoint
        logger.coordinator.level = INFO
        """);
  }

  /** Whether what the cluster needs has been built. */
  static boolean isBuilt() {
    return Files.exists(JAR) && Files.isDirectory(PLUGINS);
  }

  void startJobManager() throws IOException {
    start(
        JOB_MANAGER,
        List.of("-Xmx512m"),
        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
        List.of("--configDir", conf.toString()));
  }

  void killJobManager() throws InterruptedException {
    jvms.kill(JOB_MANAGER);
  }

  void startTaskManager(int number) throws IOException {
    start(
        taskManager(number),
        memory(),
        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
        List.of("--configDir", conf.toString()));
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

  private Process start(String name, List<String> options, String main, List<String> arguments)
      throws IOException {
    List<String> jvm = new ArrayList<>(options);
    jvm.add("-Dlog4j2.configurationFile=" + conf.resolve("log4j.properties"));
    List<String> command = new ArrayList<>(List.of(main));
    command.addAll(arguments);
    return jvms.start(
        new Jvms.Program(
            name,
            jvm,
            classPath,
            command,
            Map.of("FLINK_CONF_DIR", conf.toString(), "FLINK_PLUGINS_DIR", PLUGINS.toString())));
  }

  /** {@code flink run}: starts a job and returns its id. */
  String run(List<String> options, Path config, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("run", "-d"));
    all.addAll(options);
    all.addAll(List.of(JAR.toString(), "--config", config.toString()));
    all.addAll(List.of(arguments));
    return client(all, "Job has been submitted with JobID ([0-9a-f]{32})");
  }

  /** {@code flink stop}: stops a job and returns the path of its savepoint. */
  String stop(String job, String savepoints) throws Exception {
    return client(
        List.of("stop", "--savepointPath", savepoints, job), "Savepoint completed\\. Path: (\\S+)");
  }

  /** {@code flink cancel}. */
  void cancel(String job) throws Exception {
    client(List.of("cancel", job), "Cancelled job (\\S+)\\.");
  }

  private String client(List<String> arguments, String answer) throws Exception {
    int before = jvms.said("client").length();
    Process process =
        start("client", List.of("-Xmx256m"), "org.apache.flink.client.cli.CliFrontend", arguments);
    boolean ended = process.waitFor(CLIENT_SECONDS, TimeUnit.SECONDS);
    String said = jvms.said("client").substring(before);
    Matcher matcher = Pattern.compile(answer).matcher(said);
    if (!ended || process.exitValue() != 0 || !matcher.find()) {
      throw new IllegalStateException("flink " + arguments + " said: " + said);
    }
    return matcher.group(1);
  }

  /** How a job is. */
  JobReport report(String job) throws IOException {
    FlinkRest interfaceOfJobs = new FlinkRest(URI.create("http://127.0.0.1:" + rest));
    return JobReport.of(new RunningJob(interfaceOfJobs, job));
  }

  /** Completed checkpoints of a job; 0 while the JobManager is away. */
  int checkpoints(String job) {
    return get("/jobs/" + job + "/checkpoints").at("/counts/completed").asInt();
  }

  /** The latest completed checkpoint's number; -1 if there is none or the JobManager is away. */
  long latestCheckpoint(String job) {
    return get("/jobs/" + job + "/checkpoints").at("/latest/completed/id").asLong(-1);
  }

  /** The state of a job, such as {@code RUNNING}; empty while the JobManager is away. */
  String state(String job) {
    return get("/jobs/" + job).path("state").asText("");
  }

  /** Slots that are there; 0 while the cluster starts. */
  int slots() {
    return get("/overview").path("slots-total").asInt();
  }

  private JsonNode get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rest + path))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return Json.MAPPER.readTree(response.body());
    } catch (IOException e) {
      return Json.MAPPER.missingNode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
