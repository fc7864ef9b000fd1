package dev.longtail.job.faults;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** JVMs of their own, each with a name and a log, which can be killed as a machine would. */
final class Jvms implements AutoCloseable {
  private static final List<String> ALWAYS =
      List.of(
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          // JVMs of minutes on a small machine.
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto");

  private final Path folder;
  private final Map<String, Process> running = new LinkedHashMap<>();

  /** JVMs whose logs and temporary files lie in {@code folder}. */
  Jvms(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(temporary());
  }

  /**
   * A program to start.
   *
   * @param name of the JVM, for its log and for {@link #kill}
   * @param options of the JVM
   * @param classPath its classes
   * @param main class and arguments
   * @param environment variables beside those of this JVM
   */
  record Program(
      String name,
      List<String> options,
      String classPath,
      List<String> main,
      Map<String, String> environment) {}

  /** Starts a program. A second one of the same name takes the name and appends to the log. */
  Process start(Program program) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ALWAYS);
    command.add("-Djava.io.tmpdir=" + temporary());
    command.addAll(program.options);
    command.addAll(List.of("-cp", program.classPath));
    command.addAll(program.main);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(program.name).toFile()));
    builder.environment().putAll(program.environment);
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    running.put(program.name, process);
    return process;
  }

  /** Ends a JVM at once, as {@code kill -9} does. */
  void kill(String name) throws InterruptedException {
    Process process = running.remove(name);
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException(name + " does not end");
    }
  }

  /** The log of a JVM, empty if it has none. */
  String said(String name) throws IOException {
    return Files.exists(log(name)) ? Files.readString(log(name), StandardCharsets.UTF_8) : "";
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  /** Where the JVMs write their temporary files. */
  Path temporary() {
    return folder.resolve("tmp");
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws InterruptedException {
    for (String name : List.copyOf(running.keySet())) {
      kill(name);
    }
  }
}
