package dev.longtail.job.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Flink cluster as it is where it counts: a JobManager and a TaskManager in JVMs of their own,
 * whose class path is Flink and nothing of ours, and a client that is another. Flink's distribution
 * is on no Maven repository, so its main classes are started from its jars, without its scripts.
 */
public final class SeparateJvms implements AutoCloseable {
  private static final String CLIENT = "org.apache.flink.client.cli.CliFrontend";
  private static final long CLIENT_SECONDS = 120;

  /** What a distribution's lib folder holds; no connector is among it, and no planner. */
  private static final Pattern FLINK =
      Pattern.compile(
          "(flink-(annotations|clients|connector-datagen|container|core|datastream|dstl|file-sink"
              + "|hadoop-fs|metrics|queryable|rpc|runtime|shaded|statebackend|streaming)"
              + "|log4j-(api|core|slf4j)|slf4j-api|commons-(cli|collections|compress|io|lang3|math3|text)-"
              + "|kryo-|minlog-|objenesis-|reflectasm-|RoaringBitmap-|snakeyaml-engine-|jsr305-"
              + "|javassist-|snappy-java-|lz4-java-).*(?<!-tests)\\.jar");

  private static final List<String> OPENED =
      List.of(
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED");

  private final Path folder;
  private final String classPath = classPath();
  private final List<Process> processes = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final int rest;

  private SeparateJvms(Path folder) throws IOException {
    this.folder = folder;
    rest = freePort();
    Files.createDirectories(temporary());
    Files.createDirectories(conf());
    Files.writeString(
        conf().resolve("config.yaml"),
        Files.readString(Path.of("../flink-conf/config.yaml"))
                // Tests wait for checkpoints of little state.
                .replace("min-pause: 5 s", "min-pause: 200 ms")
            + """

            jobmanager.rpc.address: 127.0.0.1
            jobmanager.rpc.port: %1$d
            jobmanager.bind-host: 127.0.0.1
            rest.address: 127.0.0.1
            rest.bind-address: 127.0.0.1
            rest.port: %2$d
            taskmanager.host: 127.0.0.1
            taskmanager.bind-host: 127.0.0.1
            io.tmp.dirs: %3$s
            # What Flink's scripts would compute from the process's size:
            jobmanager.memory.process.size: 1 gb
            taskmanager.cpu.cores: 2
            taskmanager.memory.framework.heap.size: 128 mb
            taskmanager.memory.task.heap.size: 512 mb
            taskmanager.memory.framework.off-heap.size: 128 mb
            taskmanager.memory.network.min: 64 mb
            taskmanager.memory.network.max: 64 mb
            taskmanager.memory.jvm-metaspace.size: 256 mb
            taskmanager.memory.jvm-overhead.min: 192 mb
            taskmanager.memory.jvm-overhead.max: 192 mb
            """
                .formatted(freePort(), rest, temporary()));
    Files.writeString(
        conf().resolve("log4j.properties"),
        """
        rootLogger.level = WARN
        rootLogger.appenderRef.out.ref = out
        appender.out.type = Console
        appender.out.name = out
        appender.out.layout.type = PatternLayout
        appender.out.layout.pattern = %d{HH:mm:ss} %-5p %c{1}: %m%n
        logger.longtail.name = dev.longtail
        logger.longtail.level = INFO
        """);
  }

  /** A cluster that waits for jobs. */
  static SeparateJvms session(Path folder) throws IOException {
    SeparateJvms cluster = new SeparateJvms(folder);
    cluster.start(
        "jobmanager",
        List.of("-Xmx384m"),
        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
        List.of("--configDir", cluster.conf().toString()));
    return cluster.withTaskManager();
  }

  /** A cluster of one job, whose main method runs in the JobManager. */
  static SeparateJvms application(Path folder, Path jar, String... arguments) throws IOException {
    SeparateJvms cluster = new SeparateJvms(folder);
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--configDir", cluster.conf().toString()));
    all.addAll(List.of("--job-classname", JobMain.class.getName()));
    all.addAll(List.of("--jars", jar.toUri().toString()));
    // Else Flink takes --config for an abbreviation of its own --configDir.
    all.add("--");
    all.addAll(List.of(arguments));
    cluster.start(
        "jobmanager",
        List.of("-Xmx384m"),
        "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint",
        all);
    return cluster.withTaskManager();
  }

  private SeparateJvms withTaskManager() throws IOException {
    start(
        "taskmanager",
        List.of("-Xmx640m", "-XX:MaxMetaspaceSize=256m", "-XX:MaxDirectMemorySize=704m"),
        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
        List.of("--configDir", conf().toString()));
    return this;
  }

  /** Flink's jars, as a class path. */
  public static String classPath() {
    String flink =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> FLINK.matcher(Path.of(entry).getFileName().toString()).matches())
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));
    if (!flink.contains("flink-runtime")) {
      throw new IllegalStateException("no Flink in the class path of the tests");
    }
    return flink;
  }

  private Path conf() {
    return folder.resolve("conf");
  }

  /** Where the JVMs write their temporary files. */
  Path temporary() {
    return folder.resolve("tmp");
  }

  private Process start(String name, List<String> jvm, String mainClass, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPENED);
    // JVMs of seconds on a small machine.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("-Djava.io.tmpdir=" + temporary());
    command.add("-Dlog4j2.configurationFile=" + conf().resolve("log4j.properties"));
    command.addAll(jvm);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(name).toFile());
    builder.environment().put("FLINK_CONF_DIR", conf().toString());
    Process process = builder.start();
    processes.add(process);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  /** {@code flink run}: starts a job and returns its id. */
  String run(List<String> options, Path jar, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("run", "-d"));
    all.addAll(options);
    all.add(jar.toString());
    all.addAll(List.of(arguments));
    return client(all, "Job has been submitted with JobID ([0-9a-f]{32})");
  }

  /** {@code flink stop}: stops a job and returns the path of its savepoint. */
  String stop(String job, Path savepoints) throws Exception {
    return client(
        List.of("stop", "--savepointPath", savepoints.toUri().toString(), job),
        "Savepoint completed\\. Path: (\\S+)");
  }

  /** What the client says to a command that fails. */
  String refused(Path jar, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("run", "-d", jar.toString()));
    all.addAll(List.of(arguments));
    Process process = start("client", List.of("-Xmx256m"), CLIENT, all);
    if (!process.waitFor(CLIENT_SECONDS, TimeUnit.SECONDS) || process.exitValue() == 0) {
      throw new IllegalStateException("not refused: " + Files.readString(log("client")));
    }
    return Files.readString(log("client"));
  }

  private String client(List<String> arguments, String answer) throws Exception {
    Process process = start("client", List.of("-Xmx256m"), CLIENT, arguments);
    boolean ended = process.waitFor(CLIENT_SECONDS, TimeUnit.SECONDS);
    String said = Files.readString(log("client"));
    Matcher matcher = Pattern.compile(answer).matcher(said);
    if (!ended || process.exitValue() != 0 || !matcher.find()) {
      throw new IllegalStateException("flink " + arguments + " said: " + said);
    }
    return matcher.group(1);
  }

  /** Completed checkpoints of a job. */
  int checkpoints(String job) {
    return get("/jobs/" + job + "/checkpoints").at("/counts/completed").asInt();
  }

  /** States of the jobs, in no order; empty while the cluster starts. */
  List<String> jobs() {
    List<String> states = new ArrayList<>();
    get("/jobs").path("jobs").forEach(job -> states.add(job.path("status").asText()));
    return states;
  }

  /** TaskManagers that are there; 0 while the cluster starts. */
  int taskManagers() {
    return get("/overview").path("taskmanagers").asInt();
  }

  private JsonNode get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rest + path)).build();
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

  /** The logs, for the message of a failure. */
  String logs() {
    StringBuilder logs = new StringBuilder();
    for (String name : List.of("jobmanager", "taskmanager", "client")) {
      try {
        logs.append("== ").append(name).append('\n').append(Files.readString(log(name)));
      } catch (IOException e) {
        logs.append("no log\n");
      }
    }
    return logs.toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws InterruptedException {
    processes.forEach(Process::destroyForcibly);
    for (Process process : processes) {
      process.waitFor();
    }
  }
}
