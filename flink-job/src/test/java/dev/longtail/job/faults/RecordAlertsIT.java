package dev.longtail.job.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.run.EmbeddedKafka;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.job.run.Jvms;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records what alerts are tried on: the metrics of streams to which something is done, in {@code
 * src/test/resources/k8s/recorded}. {@code mvn -Pfaults verify -Dit.test=RecordAlertsIT
 * -Dlongtail.record=true} records anew, in a quarter of an hour; {@code
 * -Dlongtail.record.only=NAME,NAME} records some. {@code AlertsTest} says which alerts fire on
 * which recording.
 */
@EnabledIfSystemProperty(named = "longtail.record", matches = "true")
class RecordAlertsIT {
  private static final Path RECORDED = Path.of("src/test/resources/k8s/recorded");
  private static final String ONLY = System.getProperty("longtail.record.only", "");
  private static final int AT_ONCE = 3;
  private static final int USUAL_RATE = 40;
  private static final String[] SYLLABLES = {
    "ba", "co", "du", "fe", "gi", "ho", "ju", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo"
  };

  @TempDir Path folder;
  private EmbeddedKafka kafka;
  private List<String> lines;
  private OneAnswer labels;

  @Test
  void record() throws Exception {
    Files.createDirectories(RECORDED);
    SmallModel.writeTo(folder.resolve("model"));
    lines =
        GeneratedDays.lines(GeneratedDays.generate(folder.resolve("data"), 3, 4_000).telemetry());
    ExecutorService streams = Executors.newFixedThreadPool(AT_ONCE);
    try (OneAnswer server = OneAnswer.benign();
        EmbeddedKafka broker = EmbeddedKafka.start(folder.resolve("kafka"))) {
      labels = server;
      kafka = broker;
      List<Future<Void>> all = new ArrayList<>();
      for (Callable<Void> each :
          List.<Callable<Void>>of(
              this::budgetSpent,
              this::silentPartition,
              this::healthy,
              this::endpointFails,
              this::modelRefuses,
              this::judgeObeys,
              this::checkpointsFail,
              this::restarts,
              this::stopped,
              this::drift)) {
        all.add(streams.submit(each));
      }
      for (Future<Void> each : all) {
        each.get();
      }
      behind();
      classes();
    } finally {
      streams.shutdownNow();
    }
  }

  private static boolean left(String name) {
    return !ONLY.isEmpty() && !List.of(ONLY.split(",")).contains(name);
  }

  private static Path file(String name) {
    return RECORDED.resolve(name + ".yaml");
  }

  /** A stream of generated lines, all called benign unless {@code options} say else. */
  private RecordedStream stream(String name, String... options) throws Exception {
    return stream(name, USUAL_RATE, i -> lines.get((int) (i % lines.size())), options);
  }

  private RecordedStream stream(String name, int rate, LongFunction<String> line, String... options)
      throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "endpoint=" + labels.url(),
                "model=" + OneAnswer.MODEL,
                "canaries=false",
                "embedding-model=" + folder.resolve("model")));
    all.removeIf(
        usual ->
            Stream.of(options)
                .anyMatch(own -> own.startsWith(usual.substring(0, usual.indexOf('=') + 1))));
    Stream.of(options).filter(own -> !own.endsWith("=")).forEach(all::add);
    return new RecordedStream(kafka, folder, name, line, rate, all);
  }

  private Void healthy() throws Exception {
    if (left("healthy")) {
      return null;
    }
    try (RecordedStream stream = stream("healthy")) {
      stream.record(150);
      stream.writeTo(file("healthy"), "Nothing was done to it.");
    }
    return null;
  }

  private Void budgetSpent() throws Exception {
    if (left("budget-spent")) {
      return null;
    }
    try (RecordedStream stream = stream("budget-spent", "max-calls=30")) {
      stream.record(200);
      stream.writeTo(file("budget-spent"), "It may make 30 calls; it needs more within the hour.");
    }
    return null;
  }

  private Void silentPartition() throws Exception {
    if (left("silent-partition")) {
      return null;
    }
    try (RecordedStream stream = stream("silent-partition")) {
      stream.record(20);
      stream.silenceOnePartition();
      stream.record(150);
      stream.writeTo(
          file("silent-partition"), "After 20 minutes one of its two partitions gets no events.");
    }
    return null;
  }

  private Void endpointFails() throws Exception {
    if (left("endpoint-fails")) {
      return null;
    }
    try (Gate gate = new Gate(labels.port());
        RecordedStream stream =
            stream("endpoint-fails", "endpoint=http://127.0.0.1:" + gate.port())) {
      stream.record(15);
      gate.set(Gate.Mode.FAILING);
      stream.record(75);
      stream.writeTo(file("endpoint-fails"), "After 15 minutes its label endpoint answers 503.");
    }
    return null;
  }

  private Void modelRefuses() throws Exception {
    if (left("model-refuses")) {
      return null;
    }
    try (OneAnswer evasive = OneAnswer.evasive();
        RecordedStream stream = stream("model-refuses", "endpoint=" + evasive.url())) {
      stream.record(75);
      stream.writeTo(file("model-refuses"), "Its model answers each question with a sentence.");
    }
    return null;
  }

  private Void judgeObeys() throws Exception {
    if (left("judge-obeys")) {
      return null;
    }
    try (RecordedStream stream = stream("judge-obeys", "canaries=true")) {
      stream.record(40);
      stream.writeTo(
          file("judge-obeys"), "Its model calls everything benign, canaries too: it is halted.");
    }
    return null;
  }

  private Void checkpointsFail() throws Exception {
    if (left("checkpoints-fail")) {
      return null;
    }
    try (RecordedStream stream = stream("checkpoints-fail")) {
      stream.record(15);
      replaceByFile(stream.checkpoints());
      stream.record(45);
      stream.writeTo(
          file("checkpoints-fail"), "After 15 minutes the place of its checkpoints is gone.");
    }
    return null;
  }

  /** A checkpoint that is under way may make the folder anew. */
  private static void replaceByFile(Path checkpoints) throws Exception {
    for (int i = 0; i < 100; i++) {
      try {
        if (Files.isDirectory(checkpoints)) {
          Files.move(checkpoints, checkpoints.resolveSibling("gone-" + i));
        }
        Files.writeString(checkpoints, "");
        return;
      } catch (IOException e) {
        Thread.sleep(20);
      }
    }
    throw new AssertionError("the folder of the checkpoints comes back");
  }

  private Void restarts() throws Exception {
    if (left("restarts")) {
      return null;
    }
    try (RecordedStream stream =
        stream("restarts", "sink.kafka.properties={max.request.size: 3000}")) {
      stream.record(10);
      stream.send(0, "{" + "x".repeat(6_000));
      stream.record(80);
      stream.writeTo(
          file("restarts"),
          "Its Kafka client takes records of 3,000 bytes; after 10 minutes a result is larger.");
    }
    return null;
  }

  private Void stopped() throws Exception {
    if (left("stopped")) {
      return null;
    }
    try (RecordedStream stream = stream("stopped")) {
      stream.record(15);
      stream.end();
      stream.record(25);
      stream.writeTo(file("stopped"), "After 15 minutes it is ended, and with it its metrics.");
    }
    return null;
  }

  private Void drift() throws Exception {
    if (left("drift")) {
      return null;
    }
    AtomicBoolean changed = new AtomicBoolean();
    LongFunction<String> line =
        i -> changed.get() ? newCommand(i) : lines.get((int) (i % lines.size()));
    try (RecordedStream stream = stream("drift", 10 * USUAL_RATE, line, "drift-windows=2")) {
      stream.record(100);
      changed.set(true);
      stream.record(30);
      changed.set(false);
      stream.record(50);
      stream.writeTo(
          file("drift"), "After 100 minutes it gets no lines but new ones, for half an hour.");
    }
    return null;
  }

  /** Alone: it takes all the machine. */
  private void behind() throws Exception {
    if (left("behind")) {
      return;
    }
    try (RecordedStream stream =
        stream(
            "behind",
            6_000,
            RecordAlertsIT::newCommand,
            "scale=both",
            "sample-count=4000000",
            // How much is unread is known at each fetch, and the clock of a recording is fast.
            "source.properties={max.partition.fetch.bytes: 10000, max.poll.records: 50}",
            "embedding-model=")) {
      stream.record(110);
      stream.writeTo(
          file("behind"), "It embeds each line, and gets more new lines than it can embed.");
    }
  }

  /** In a JVM of its own, whose metaspace is filled. */
  private void classes() throws Exception {
    String name = "classes";
    if (left(name)) {
      return;
    }
    try (Jvms jvms =
        new Jvms(folder.resolve("jvm-" + name), List.of("-Xmx1g", "-XX:MaxMetaspaceSize=145m"))) {
      Process stream =
          jvms.start(
              new Jvms.Program(
                  name,
                  List.of(),
                  System.getProperty("java.class.path"),
                  List.of(
                      StrainedStream.class.getName(),
                      name,
                      file(name).toAbsolutePath().toString(),
                      folder.resolve(name).toString()),
                  Map.of()));
      assertThat(stream.waitFor(5, TimeUnit.MINUTES)).as(jvms.said(name)).isTrue();
      assertThat(stream.exitValue()).as(jvms.said(name)).isZero();
    }
  }

  /** A command that no other has: its words are no number, which a template would replace. */
  private static String newCommand(long number) {
    StringBuilder word = new StringBuilder();
    for (long rest = number + 1_000_000; rest > 0; rest /= SYLLABLES.length) {
      word.append(SYLLABLES[(int) (rest % SYLLABLES.length)]);
    }
    return "{\"host\":\"h\",\"user\":\"u\",\"cmd\":\"run "
        + word
        + " --with the "
        + word
        + " file\"}";
  }
}
