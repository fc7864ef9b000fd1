package dev.longtail.job.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * JVMs of a Flink cluster, whose class path is Flink and nothing of ours; a client that is another;
 * and what the cluster says of itself. Flink's distribution is on no Maven repository, so its main
 * classes are started from its jars, without its scripts.
 */
public final class FlinkJvms {
  private static final String CLIENT = "client";
  private static final long CLIENT_SECONDS = 120;

  /** What a distribution's lib folder holds; no connector is among it, and no planner. */
  private static final Pattern FLINK =
      Pattern.compile(
          "(flink-(annotations|clients|connector-datagen|container|core|datastream|dstl|file-sink"
              + "|hadoop-fs|metrics|queryable|rpc|runtime|shaded|statebackend|streaming)"
              + "|log4j-(api|core|slf4j)|slf4j-api|commons-(cli|collections|compress|io|lang3|math3|text)-"
              + "|kryo-|minlog-|objenesis-|reflectasm-|RoaringBitmap-|snakeyaml-engine-|jsr305-"
              + "|javassist-|snappy-java-|lz4-java-).*(?<!-tests)\\.jar");

  private final Jvms jvms;
  private final Path conf;
  private final Map<String, String> environment;
  private final int rest = Jvms.freePort();
  private final String classPath = classPath();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /**
   * Writes a cluster's configuration; nothing is started yet.
   *
   * @param conf folder of the configuration
   * @param base lines of {@code config.yaml} from {@code flink-conf}
   * @param settings lines of the cluster's own
   * @param loggers lines of the logging's configuration
   * @param environment variables of all JVMs
   */
  public FlinkJvms(
      Jvms jvms,
      Path conf,
      String base,
      String settings,
      String loggers,
      Map<String, String> environment)
      throws IOException {
    this.jvms = jvms;
    this.conf = Files.createDirectories(conf);
    this.environment = environment;
    Files.writeString(
        conf.resolve("config.yaml"),
        base
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
            # What Flink's scripts would compute from the process's size:
            jobmanager.memory.process.size: 1 gb
            taskmanager.memory.framework.heap.size: 128 mb
            taskmanager.memory.framework.off-heap.size: 128 mb
            taskmanager.memory.network.min: 64 mb
            taskmanager.memory.network.max: 64 mb
            taskmanager.memory.jvm-overhead.min: 192 mb
            taskmanager.memory.jvm-overhead.max: 192 mb
            """
                .formatted(rest, jvms.temporary())
            + settings);
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
        """
            + loggers);
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

  /** The folder of the configuration. */
  public Path conf() {
    return conf;
  }

  /** The address of the cluster's REST interface. */
  public URI rest() {
    return URI.create("http://127.0.0.1:" + rest);
  }

  /** Starts one of Flink's main classes, with the configuration's folder as its first argument. */
  public Process start(String name, List<String> options, String main, String... more)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--configDir", conf.toString()));
    arguments.addAll(List.of(more));
    return start(name, options, main, arguments);
  }

  private Process start(String name, List<String> options, String main, List<String> arguments)
      throws IOException {
    List<String> jvm = new ArrayList<>(options);
    jvm.add("-Dlog4j2.configurationFile=" + conf.resolve("log4j.properties"));
    List<String> command = new ArrayList<>(List.of(main));
    command.addAll(arguments);
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("FLINK_CONF_DIR", conf.toString());
    return jvms.start(new Jvms.Program(name, jvm, classPath, command, variables));
  }

  /** {@code flink run}: starts a job and returns its id. */
  public String run(List<String> options, Path jar, String... arguments) throws Exception {
    return client(running(options, jar, arguments), "submitted with JobID ([0-9a-f]{32})");
  }

  private static List<String> running(List<String> options, Path jar, String... arguments) {
    List<String> all = new ArrayList<>(List.of("run", "-d"));
    all.addAll(options);
    all.add(jar.toString());
    all.addAll(List.of(arguments));
    return all;
  }

  /** {@code flink stop}: stops a job and returns the path of its savepoint. */
  public String stop(String job, String savepoints) throws Exception {
    return client(
        List.of("stop", "--savepointPath", savepoints, job), "Savepoint completed\\. Path: (\\S+)");
  }

  /** {@code flink cancel}. */
  public void cancel(String job) throws Exception {
    client(List.of("cancel", job), "Cancelled job (\\S+)\\.");
  }

  /** What the client says to a start that fails. */
  public String refused(Path jar, String... arguments) throws Exception {
    Said said = client(running(List.of(), jar, arguments));
    if (said.good) {
      throw new IllegalStateException("not refused: " + said.text);
    }
    return said.text;
  }

  private String client(List<String> arguments, String answer) throws Exception {
    Said said = client(arguments);
    Matcher matcher = Pattern.compile(answer).matcher(said.text);
    if (!said.good || !matcher.find()) {
      throw new IllegalStateException("flink " + arguments + " said: " + said.text);
    }
    return matcher.group(1);
  }

  private record Said(boolean good, String text) {}

  private Said client(List<String> arguments) throws Exception {
    int before = jvms.said(CLIENT).length();
    Process process =
        start(CLIENT, List.of("-Xmx256m"), "org.apache.flink.client.cli.CliFrontend", arguments);
    boolean good = process.waitFor(CLIENT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    return new Said(good, jvms.said(CLIENT).substring(before));
  }

  /** What the cluster answers; missing while it is away. */
  public JsonNode get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(rest() + path)).timeout(Duration.ofSeconds(5)).build();
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

  /** Completed checkpoints of a job; 0 while the JobManager is away. */
  public int checkpoints(String job) {
    return get("/jobs/" + job + "/checkpoints").at("/counts/completed").asInt();
  }
}
