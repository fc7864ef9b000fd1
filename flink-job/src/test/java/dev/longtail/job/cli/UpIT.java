package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.job.graph.Output;
import dev.longtail.job.run.Funnel;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.job.up.BrokerProcess;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code longtail up} as its user meets it, in a JVM of its own: its results are those of a
 * backfill over the same days, also if it was killed.
 */
class UpIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int DAYS = 2;
  private static final String[] SMALL = {"--top-k", "20", "--scale", "full", "--parallelism", "2"};
  private static final Pattern READY =
      Pattern.compile("^ready: (http://127\\.0\\.0\\.1:[0-9]+/)$", Pattern.MULTILINE);

  /** Of verdicts and what comes of them; the counts are compared as a funnel. */
  private static final List<Output> COMPARED =
      List.of(
          Output.ANOMALIES,
          Output.EXEMPLARS,
          Output.NEAR_DUPLICATES,
          Output.VERDICTS,
          Output.TRAINING_DATA,
          Output.QUARANTINE);

  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endAll() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Generated days go on behind the last one: it is closed by their events. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void killedInTheMiddleItGivesWhatABackfillGives() throws Exception {
    GeneratedDays.generate(folder.resolve("data"), DAYS + 1, 400);
    String[] days = {"--events-per-day", "400", "--seed", "7", "--checkpoints-interval", "PT1S"};
    Path first = folder.resolve("first.log");
    Process killed = up(first, days, "--speed", "5760", "--stop-after-days", "" + DAYS);
    await(first, () -> holds(first, "day 2, 2025-01-02"));
    assertThat(ready(first)).contains("ready: ");
    await(first, this::hasCheckpoint);
    Console.Outcome second = Console.run("up", "--dir", work().toString(), "--seed", "7");
    assertThat(second.err()).contains(work() + ": another longtail up runs there");
    killed.destroyForcibly().waitFor();

    Path again = folder.resolve("again.log");
    Process resumed = up(again, days, "--speed", "43200", "--stop-after-days", "" + DAYS);
    assertThat(resumed.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(read(again)).isTrue();
    assertThat(resumed.exitValue()).as(read(again)).isZero();
    assertThat(read(again))
        .containsPattern("going on from \\S+/chk-[0-9]+, ")
        .contains("2 days are closed and labelled", "stopped; the next start goes on from ")
        .doesNotContain("ERROR");
    assertEqualToBackfill();

    Path last = folder.resolve("last.log");
    Process third = up(last, days, "--speed", "5760");
    await(last, () -> holds(last, "day 3, 2025-01-03"));
    assertThat(read(last)).containsPattern("going on from \\S+/savepoint-\\S+, ");
    third.destroy(); // As Ctrl-C does.
    assertThat(third.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(third.exitValue()).as(read(last)).isZero();
    assertThat(read(last)).contains("stopping with a savepoint", "stopped; the next start goes on");
    List<String> events = GeneratedDays.lines(folder.resolve("data/telemetry"));
    List<String> sent = records("command-events", 2);
    assertThat(sent).doesNotHaveDuplicates().hasSizeGreaterThan(events.size() / 2);
    assertThat(new TreeSet<>(sent)).isEqualTo(new TreeSet<>(events.subList(0, sent.size())));
  }

  /** Nothing is behind the last day of a folder: it is drained, and the stream is over. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void theLastDayOfAnInputIsClosed() throws Exception {
    Path events = GeneratedDays.generate(folder.resolve("data"), DAYS, 400).telemetry();
    String[] input = {"--input", events.toString()};
    Path log = folder.resolve("input.log");
    int port = freePort();
    Process up =
        up(log, input, "--speed", "43200", "--stop-after-days", "" + DAYS, "--port", "" + port);
    await(log, () -> READY.matcher(read(log)).find());
    assertThat(ready(log)).isEqualTo("ready: http://127.0.0.1:" + port + "/");
    assertThat(pageAt("http://127.0.0.1:" + port + "/jobs")).contains("RUNNING");
    assertThat(up.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(read(log)).isTrue();
    assertThat(up.exitValue()).as(read(log)).isZero();
    assertThat(read(log)).contains("stopped; all windows are closed").doesNotContain("ERROR");
    assertEqualToBackfill();
    assertThat(Console.run("up", "--dir", work().toString(), "--input", events.toString()).err())
        .contains(work() + ": its stream is over");
  }

  /** Before anything is made. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void whatIsWrongIsASentence() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      failed(
          1,
          "--port " + taken.getLocalPort() + ": cannot be used",
          "--port",
          "" + taken.getLocalPort());
    }
    failed(1, folder.resolve("none") + ": no such", "--input", folder.resolve("none").toString());
    Files.writeString(folder.resolve("events.jsonl"), "{}\n");
    failed(1, "lies in the input's folder", "--input", folder.toString());
    failed(2, "--speed must be more than 0", "--speed", "0");
    failed(2, "--stop-after-days must be 1 or more", "--stop-after-days", "0");
    failed(2, "standard input", "--input", "-");
    failed(2, "--top-k", "--top-k", "0");
    assertThat(work()).doesNotExist();
  }

  private void failed(int status, String why, String... more) {
    List<String> command = new ArrayList<>(List.of("up", "--dir", work().toString()));
    command.addAll(List.of(more));
    Console.Outcome outcome = Console.run(command.toArray(String[]::new));
    assertThat(outcome.err()).contains(why).doesNotContain("Exception");
    assertThat(outcome.status()).isEqualTo(status);
  }

  private void assertEqualToBackfill() throws Exception {
    Path out = folder.resolve("bounded");
    List<String> command =
        new ArrayList<>(
            List.of(
                "backfill",
                "--input",
                folder.resolve("data/telemetry").toString(),
                "--from",
                "2025-01-01",
                "--to",
                "2025-01-02",
                "--out",
                out.toString()));
    command.addAll(List.of(SMALL));
    try (LocalLabelServer labels = LocalLabelServer.start(0)) {
      command.addAll(List.of("--endpoint", labels.url(), "--model", LocalLabelServer.MODEL));
      Console.Outcome bounded = Console.run(command.toArray(String[]::new));
      assertThat(bounded.status()).as(bounded.err()).isZero();
    }
    try (BrokerProcess broker = BrokerProcess.start(work().resolve("kafka"), line -> {})) {
      broker.awaitReady();
      for (Output output : COMPARED) {
        // At least once: after a kill a record may come again, with the same content.
        assertThat(new TreeSet<>(records(broker, "longtail-" + output.folder(), 1)))
            .as(output.folder())
            .isEqualTo(new TreeSet<>(GeneratedDays.sortedLines(out.resolve(output.folder()))));
      }
      assertThat(records(broker, "longtail-dead-letters", 1)).isEmpty();
      assertThat(records(broker, "longtail-late", 1)).isEmpty();
      assertThat(rows(records(broker, "longtail-funnel", 1)))
          .hasSize(DAYS)
          .containsExactlyElementsOf(
              Json.MAPPER.readTree(Files.readString(out.resolve("funnel.json"))).get("windows"));
    }
  }

  /** As {@code funnel.json} has them. */
  private static List<JsonNode> rows(List<String> counts) throws IOException {
    Funnel funnel = new Funnel();
    for (String count : counts) {
      funnel.add(Json.MAPPER.readValue(count, FunnelCount.class));
    }
    List<JsonNode> rows = new ArrayList<>();
    for (Funnel.Row row : funnel.rows()) {
      rows.add(Json.MAPPER.readTree(Json.line(row)));
    }
    return rows;
  }

  private List<String> records(String topic, int partitions) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(work().resolve("kafka"), line -> {})) {
      broker.awaitReady();
      return records(broker, topic, partitions);
    }
  }

  private static List<String> records(BrokerProcess broker, String topic, int partitions) {
    List<String> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.servers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      for (int i = 0; i < partitions; i++) {
        TopicPartition partition = new TopicPartition(topic, i);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        while (consumer.position(partition) < end) {
          for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
            records.add(record.value());
          }
        }
      }
    }
    return records;
  }

  private Path work() {
    return folder.resolve("up");
  }

  private Process up(Path log, String[] what, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-Xmx768m",
            "-XX:TieredStopAtLevel=1",
            "-Dlongtail.home=" + Path.of("..").toAbsolutePath().normalize(),
            "-cp",
            System.getProperty("java.class.path"),
            Longtail.class.getName(),
            "up",
            "--dir",
            work().toString()));
    command.addAll(List.of(what));
    command.addAll(List.of(SMALL));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    started.add(process);
    return process;
  }

  private boolean hasCheckpoint() {
    try (Stream<Path> all = Files.walk(work().resolve("checkpoints"))) {
      return all.anyMatch(path -> path.endsWith("_metadata"));
    } catch (IOException | UncheckedIOException e) {
      return false; // It is written to meanwhile.
    }
  }

  private static String ready(Path log) {
    Matcher ready = READY.matcher(read(log));
    assertThat(ready.find()).as(read(log)).isTrue();
    return ready.group();
  }

  private static String pageAt(String address) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean holds(Path log, String text) {
    return read(log).contains(text);
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "no log";
    }
  }

  private static void await(Path log, BooleanSupplier met) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!met.getAsBoolean()) {
      assertThat(Instant.now()).as(() -> log + ":\n" + read(log)).isBefore(end);
      Thread.sleep(200);
    }
  }
}
