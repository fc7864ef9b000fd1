package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.longtail.job.graph.Output;
import dev.longtail.labeler.demo.LocalLabelServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code longtail-job.jar} as Maven packed it: what is in it, and that clusters of separate JVMs
 * run it.
 */
class LongtailJobJarIT {
  private static final Path JAR = Path.of("target/longtail-job.jar").toAbsolutePath();
  private static final int DAYS = 3;
  private static final int TOP = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final List<Output> READ =
      List.of(Output.ANOMALIES, Output.EXEMPLARS, Output.NEAR_DUPLICATES, Output.VERDICTS);

  @TempDir static Path shared;

  private static EmbeddedKafka kafka;
  private static LocalLabelServer labels;
  private static List<String> events;
  private static Path config;

  @TempDir Path folder;

  @BeforeAll
  static void startServers() throws Exception {
    kafka = EmbeddedKafka.start(shared);
    labels = LocalLabelServer.start(0);
    events =
        GeneratedDays.lines(GeneratedDays.generate(shared.resolve("data"), DAYS, 300).telemetry());
    config = shared.resolve("longtail.yaml");
    Files.writeString(
        config,
        """
        source: {bootstrap-servers: "%1$s", topic: events, group-id: first}
        sink: {kafka: {bootstrap-servers: "%1$s", topic-prefix: first-}}
        job: {parallelism: 1, top-k: %2$d, out-of-orderness: PT10M}
        labeler: {endpoint: "%3$s", model: %4$s}
        checkpoints: {interval: PT1S, directory: "%5$s"}
        """
            .formatted(
                kafka.bootstrapServers(),
                TOP,
                labels.url(),
                LocalLabelServer.MODEL,
                shared.resolve("checkpoints").toUri()));
  }

  @AfterAll
  static void stopServers() {
    labels.close();
    kafka.close();
  }

  @Test
  void holdsWhatAClusterLacksAndNothingElse() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo(JobMain.class.getName());
      assertThat(jar.getManifest().getMainAttributes().getValue("Class-Path")).isNull();
      List<String> names = jar.stream().map(ZipEntry::getName).toList();
      assertThat(names)
          .contains(
              "all-minilm-l6-v2.onnx",
              "ai/onnxruntime/native/linux-x64/libonnxruntime.so",
              "ai/onnxruntime/native/linux-aarch64/libonnxruntime.so",
              "native/lib/linux-x86_64/cpu/libtokenizers.so",
              "org/apache/flink/connector/kafka/source/KafkaSource.class",
              "org/apache/flink/connector/file/sink/FileSink.class");
      assertThat(names)
          .noneMatch(
              name ->
                  Stream.of(
                          "org/apache/flink/runtime/",
                          "org/apache/flink/api/",
                          "org/apache/flink/core/",
                          "org/apache/flink/table/",
                          "picocli/",
                          "dev/longtail/job/cli/",
                          "dev/longtail/job/up/",
                          "kafka/server/",
                          "org/apache/kafka/metadata/",
                          "web/",
                          "com/fasterxml/jackson/datatype/jdk8/",
                          "dev/longtail/job/bench/",
                          "dev/longtail/udfs/bench/",
                          "dev/longtail/udfs/pairs/",
                          "dev/longtail/training/evaluation/",
                          "dev/longtail/training/generate/",
                          "dev/longtail/training/report/",
                          "dev/longtail/training/review/",
                          "dev/longtail/training/release/",
                          "dev/longtail/training/run/",
                          "dev/longtail/training/xgboost/",
                          "ml/dmlc/",
                          "scala/",
                          "org/slf4j/",
                          "org/apache/logging/",
                          "log4j")
                      .anyMatch(name::startsWith));
    }
  }

  /** Also what no test of a cluster comes by. */
  @Test
  void everythingThatOurClassesNameIsThereOrInFlink() throws IOException {
    List<URL> places = new ArrayList<>(List.of(JAR.toUri().toURL()));
    for (String flink : FlinkJvms.classPath().split(File.pathSeparator)) {
      places.add(Path.of(flink).toUri().toURL());
    }
    JavaClasses ours;
    try (JarFile jar = new JarFile(JAR.toFile())) {
      ours =
          new ClassFileImporter()
              .withImportOption(location -> location.contains("dev/longtail"))
              .importJar(jar);
    }
    assertThat(ours).hasSizeGreaterThan(200);
    Set<String> missing = new TreeSet<>();
    try (URLClassLoader cluster =
        new URLClassLoader(places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      for (JavaClass each : ours) {
        for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
          JavaClass needed = dependency.getTargetClass().getBaseComponentType();
          if (!needed.isPrimitive()
              && cluster.getResource(needed.getName().replace('.', '/') + ".class") == null) {
            missing.add(needed.getName() + ", of " + each.getName());
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void twoJobsOfASessionOneOfThemStoppedAndRestoredGiveTheSame() throws Exception {
    createTopics("events", "first-", "second-");
    try (SeparateJvms cluster = SeparateJvms.session(folder)) {
      // Before anything is asked of the cluster, which starts meanwhile.
      assertThat(cluster.flink().refused(JAR, "--config", config.toString(), "job.top=3"))
          .contains("argument job.top: there is no such option");
      await(cluster, () -> cluster.taskManagers() == 1);

      String first =
          cluster
              .flink()
              .run(List.of(), JAR, "--config", config.toUri().toString(), "job.parallelism=2");
      cluster
          .flink()
          .run(
              List.of(),
              JAR,
              "--config",
              config.toString(),
              "source.group-id=second",
              "sink.kafka.topic-prefix=second-");
      int half = events.size() / 2;
      send("events", events.subList(0, half));
      // Exemplars were embedded: both class loaders of the TaskManager have loaded the libraries.
      await(cluster, () -> !kafka.read("first-exemplars").isEmpty());
      await(cluster, () -> !kafka.read("second-exemplars").isEmpty());
      try (Stream<Path> left = Files.list(cluster.temporary())) {
        assertThat(left).noneMatch(path -> path.toString().contains("longtail-native"));
      }
      int seen = cluster.flink().checkpoints(first);
      await(cluster, () -> cluster.flink().checkpoints(first) > seen + 1);

      String savepoint =
          cluster.flink().stop(first, folder.resolve("savepoints").toUri().toString());
      cluster
          .flink()
          .run(List.of("--fromSavepoint", savepoint), JAR, "--config", config.toString());
      send("events", events.subList(half, events.size()));
      closeTheLastWindow("events");
      await(cluster, () -> isComplete("first-") && isComplete("second-"));
      for (Output output : READ) {
        assertThat(read("first-", output)).as(output.folder()).isEqualTo(read("second-", output));
      }
      assertThat(cluster.jobs()).containsOnlyOnce("FINISHED").contains("RUNNING");
    }
  }

  @Test
  void runsAsAnApplicationAndServesItsPage() throws Exception {
    int port = Jvms.freePort();
    createTopics("application-events", "application-");
    send("application-events", events);
    closeTheLastWindow("application-events");
    try (SeparateJvms cluster =
        SeparateJvms.application(
            folder,
            JAR,
            "--config",
            config.toString(),
            "source.topic=application-events",
            "sink.kafka.topic-prefix=application-",
            "page.port=" + port)) {
      await(cluster, () -> isComplete("application-"));
      assertThat(cluster.jobs()).containsExactly("RUNNING");
      await(cluster, () -> page(port, "healthz").startsWith("running, "));
      await(cluster, () -> page(port, "funnel.json").contains("\"2025-01-03\""));
      assertThat(page(port, "")).contains("<h1>Longtail</h1>");
    }
  }

  /** The page's answer; empty if there is none. */
  private static String page(int port, String path) {
    try (InputStream answer =
        URI.create("http://127.0.0.1:" + port + "/" + path).toURL().openStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static void createTopics(String source, String... prefixes) throws Exception {
    kafka.createTopic(source, 2);
    for (String prefix : prefixes) {
      for (Output output : Output.values()) {
        kafka.createTopic(prefix + output.folder(), 1);
      }
    }
  }

  private static void send(String topic, List<String> lines) throws Exception {
    for (int partition = 0; partition < 2; partition++) {
      List<byte[]> records = new ArrayList<>();
      for (int i = partition; i < lines.size(); i += 2) {
        records.add(lines.get(i).getBytes(StandardCharsets.UTF_8));
      }
      kafka.send(topic, partition, records);
    }
  }

  private static void closeTheLastWindow(String topic) throws Exception {
    String event =
        "{\"ts\":%d,\"cmd\":\"true\"}"
            .formatted(Instant.parse("2025-01-05T00:00:00Z").toEpochMilli());
    send(topic, List.of(event, event));
  }

  /** Whether all anomalies are there, each with what became of it. */
  private static boolean isComplete(String prefix) {
    int exemplars = read(prefix, Output.EXEMPLARS).size();
    return read(prefix, Output.ANOMALIES).size() == DAYS * TOP
        && exemplars + read(prefix, Output.NEAR_DUPLICATES).size() == DAYS * TOP
        && read(prefix, Output.VERDICTS).size() == exemplars;
  }

  /** Different records: what is under way at a stop may come a second time. */
  private static Set<String> read(String prefix, Output output) {
    return new TreeSet<>(kafka.read(prefix + output.folder()));
  }

  private static void await(SeparateJvms cluster, BooleanSupplier met) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!met.getAsBoolean()) {
      assertThat(Instant.now()).as("nothing after " + PATIENCE + cluster.logs()).isBefore(end);
      Thread.sleep(250);
    }
  }
}
