package dev.longtail.job.run;

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
public final class Jvms implements AutoCloseable {
  /** Options of JVMs that live for minutes on a small machine. */
  public static final List<String> SHORT_LIVED =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  private static final List<String> OPENED =
      List.of(
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED");

  private final Path folder;
  private final List<String> options;
  private final Map<String, Process> running = new LinkedHashMap<>();

  /**
   * JVMs whose logs and temporary files lie in a folder.
   *
   * @param options of all JVMs
   */
  public Jvms(Path folder, List<String> options) throws IOException {
    this.folder = folder;
    this.options = options;
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
  public record Program(
      String name,
      List<String> options,
      String classPath,
      List<String> main,
      Map<String, String> environment) {}

  /** Starts a program. A second one of the same name takes the name and appends to the log. */
  public Process start(Program program) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPENED);
    command.addAll(options);
    command.add("-Djava.io.tmpdir=" + temporary());
    command.add("-Xlog:gc:file=" + collectionLog(program.name));
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
  public void kill(String name) throws InterruptedException {
    Process process = running.remove(name);
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException(name + " does not end");
    }
  }

  /** The process id of a JVM that runs. */
  public long pid(String name) {
    return running.get(name).pid();
  }

  /** The log of a JVM, empty if it has none. */
  public String said(String name) throws IOException {
    return Files.exists(log(name)) ? Files.readString(log(name), StandardCharsets.UTF_8) : "";
  }

  /** The log of the garbage collections of a JVM since its last start. */
  public String collections(String name) throws IOException {
    return Files.readString(collectionLog(name), StandardCharsets.UTF_8);
  }

  private Path collectionLog(String name) {
    return folder.resolve(name + ".gc.log");
  }

  /** The file of a JVM's log. */
  Path log(String name) {
    return folder.resolve(name + ".log");
  }

  /** Where the JVMs write their temporary files. */
  public Path temporary() {
    return folder.resolve("tmp");
  }

  public static int freePort() throws IOException {
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
