package dev.longtail.job.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Flink cluster as it is where it counts, as small as can be: a JobManager and a TaskManager in
 * JVMs of their own.
 */
final class SeparateJvms implements AutoCloseable {
  private static final String JOB_MANAGER = "jobmanager";
  private static final String TASK_MANAGER = "taskmanager";

  private final Jvms jvms;
  private final FlinkJvms flink;

  private SeparateJvms(Path folder) throws IOException {
    jvms = new Jvms(folder, Jvms.SHORT_LIVED);
    flink =
        new FlinkJvms(
            jvms,
            folder.resolve("conf"),
            Files.readString(Path.of("../flink-conf/config.yaml"))
                // Tests wait for checkpoints of little state.
                .replace("min-pause: 5 s", "min-pause: 200 ms"),
            """
            jobmanager.rpc.port: %d
            taskmanager.cpu.cores: 2
            taskmanager.memory.task.heap.size: 512 mb
            taskmanager.memory.jvm-metaspace.size: 256 mb
            # Flink copies the jar there, and takes an earlier jar of that name instead if it can.
            user.artifacts.base-dir: %s
            """
                .formatted(Jvms.freePort(), folder.resolve("artifacts")),
            "",
            Map.of());
  }

  /** A cluster that waits for jobs. */
  static SeparateJvms session(Path folder) throws IOException {
    SeparateJvms cluster = new SeparateJvms(folder);
    cluster.flink.start(
        JOB_MANAGER,
        List.of("-Xmx384m"),
        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
    return cluster.withTaskManager();
  }

  /** A cluster of one job, whose main method runs in the JobManager. */
  static SeparateJvms application(Path folder, Path jar, String... arguments) throws IOException {
    SeparateJvms cluster = new SeparateJvms(folder);
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--job-classname", JobMain.class.getName()));
    all.addAll(List.of("--jars", jar.toUri().toString()));
    // Else Flink takes --config for an abbreviation of its own --configDir.
    all.add("--");
    all.addAll(List.of(arguments));
    cluster.flink.start(
        JOB_MANAGER,
        List.of("-Xmx384m"),
        "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint",
        all.toArray(String[]::new));
    return cluster.withTaskManager();
  }

  private SeparateJvms withTaskManager() throws IOException {
    flink.start(
        TASK_MANAGER,
        List.of("-Xmx640m", "-XX:MaxMetaspaceSize=256m", "-XX:MaxDirectMemorySize=704m"),
        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
    return this;
  }

  /** Its client, and what it says of itself. */
  FlinkJvms flink() {
    return flink;
  }

  /** Where the JVMs write their temporary files. */
  Path temporary() {
    return jvms.temporary();
  }

  /** States of the jobs, in no order; empty while the cluster starts. */
  List<String> jobs() {
    List<String> states = new ArrayList<>();
    flink.get("/jobs").path("jobs").forEach(job -> states.add(job.path("status").asText()));
    return states;
  }

  /** TaskManagers that are there; 0 while the cluster starts. */
  int taskManagers() {
    return flink.get("/overview").path("taskmanagers").asInt();
  }

  /** The logs, for the message of a failure. */
  String logs() {
    StringBuilder logs = new StringBuilder();
    for (String name : List.of(JOB_MANAGER, TASK_MANAGER, "client")) {
      try {
        logs.append("== ").append(name).append('\n').append(jvms.said(name));
      } catch (IOException e) {
        logs.append("no log\n");
      }
    }
    return logs.toString();
  }

  @Override
  public void close() throws InterruptedException {
    jvms.close();
  }
}
