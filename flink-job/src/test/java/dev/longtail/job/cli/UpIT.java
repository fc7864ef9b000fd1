package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.graph.Output;
import dev.longtail.job.run.ComparedOutputs;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.job.run.Jvms;
import dev.longtail.job.up.BrokerProcess;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
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
import org.junit.jupiter.api.BeforeEach;
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

  @TempDir Path folder;
  private Jvms jvms;

  @BeforeEach
  void prepare() throws IOException {
    jvms = new Jvms(folder.resolve("jvms"), Jvms.SHORT_LIVED);
  }

  @AfterEach
  void endAll() throws InterruptedException {
    jvms.close();
  }

  /** Generated days go on behind the last one: it is closed by their events. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void killedInTheMiddleItGivesWhatABackfillGives() throws Exception {
    GeneratedDays.generate(folder.resolve("data"), DAYS + 1, 400);
    String[] days = {"--events-per-day", "400", "--seed", "7", "--checkpoints-interval", "PT1S"};
    String[] stopping = {"--speed", "43200", "--stop-after-days", "" + DAYS};
    up("first", days, "--speed", "5760", "--stop-after-days", "" + DAYS);
    await("first", () -> said("first").contains("day 2, 2025-01-02"));
    assertThat(READY.matcher(said("first")).find()).as(said("first")).isTrue();
    await("first", this::hasCheckpoint);
    Console.Outcome second = Console.run("up", "--dir", work().toString(), "--seed", "7");
    assertThat(second.err()).contains(work() + ": another longtail up runs there");
    jvms.kill("first");

    assertThat(end("again", up("again", days, stopping))).isZero();
    assertThat(said("again"))
        .containsPattern("going on from \\S+/chk-[0-9]+, ")
        .contains("2 days are closed and labelled", "stopped; the next start goes on from ")
        .doesNotContain("ERROR");
    Path bounded = backfill();
    assertSameAs(bounded);

    assertThat(end("done", up("done", days, stopping))).as("nothing is left to do").isZero();
    assertThat(said("done")).contains("2 days are closed and labelled");
    assertSameAs(bounded);

    Process last = up("last", days, "--speed", "5760");
    await("last", () -> said("last").contains("day 3, 2025-01-03"));
    assertThat(said("last")).containsPattern("going on from \\S+/savepoint-\\S+, ");
    last.destroy(); // As Ctrl-C does.
    assertThat(end("last", last)).isZero();
    assertThat(said("last"))
        .contains("stopping with a savepoint", "stopped; the next start goes on");
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
    int port = Jvms.freePort();
    Process up =
        up("up", input, "--speed", "43200", "--stop-after-days", "" + DAYS, "--port", "" + port);
    await("up", () -> READY.matcher(said("up")).find());
    String address = "http://127.0.0.1:" + port + "/";
    assertThat(said("up")).contains("ready: " + address + "\n");
    assertThat(pageAt(address)).as("the page").contains("Longtail");
    assertThat(pageAt(address + "metrics")).contains("flink_taskmanager_job_task_operator_");
    Matcher flink = Pattern.compile("Flink's own pages are at (\\S+);").matcher(said("up"));
    assertThat(flink.find()).as(said("up")).isTrue();
    assertThat(pageAt(flink.group(1))).contains("<html");
    assertThat(pageAt(flink.group(1) + "jobs")).contains("RUNNING");
    assertThat(end("up", up)).isZero();
    assertThat(said("up")).contains("stopped; all windows are closed").doesNotContain("ERROR");
    assertSameAs(backfill());
    assertThat(Console.run("up", "--dir", work().toString(), "--input", events.toString()).err())
        .contains(work() + ": its stream is over");
  }

  /** Before anything is made. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void whatIsWrongIsASentence() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
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

  /** The results of a backfill over the same days. */
  private Path backfill() throws Exception {
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
    return out;
  }

  private void assertSameAs(Path mined) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(work().resolve("kafka"), line -> {})) {
      broker.awaitReady();
      for (Output output : ComparedOutputs.ALL) {
        // At least once: after a kill a record may come again, with the same content.
        assertThat(new TreeSet<>(records(broker, "longtail-" + output.folder(), 1)))
            .as(output.folder())
            .isEqualTo(new TreeSet<>(GeneratedDays.sortedLines(mined.resolve(output.folder()))));
      }
      assertThat(records(broker, "longtail-dead-letters", 1)).isEmpty();
      assertThat(records(broker, "longtail-late", 1)).isEmpty();
      assertThat(rows(records(broker, "longtail-funnel", 1)))
          .hasSize(DAYS)
          .containsExactlyElementsOf(
              Json.MAPPER.readTree(Files.readString(mined.resolve("funnel.json"))).get("windows"));
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

  private Process up(String name, String[] what, String... more) throws IOException {
    List<String> main =
        new ArrayList<>(List.of(Longtail.class.getName(), "up", "--dir", work().toString()));
    main.addAll(List.of(what));
    main.addAll(List.of(SMALL));
    main.addAll(List.of(more));
    return jvms.start(
        new Jvms.Program(
            name,
            List.of("-Xmx768m", "-Dlongtail.home=" + Path.of("..").toAbsolutePath().normalize()),
            System.getProperty("java.class.path"),
            main,
            Map.of()));
  }

  /** The exit status, once it has ended. */
  private int end(String name, Process process) throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(said(name)).isTrue();
    return process.exitValue();
  }

  private boolean hasCheckpoint() {
    try (Stream<Path> all = Files.walk(work().resolve("checkpoints"))) {
      return all.anyMatch(path -> path.endsWith("_metadata"));
    } catch (IOException | UncheckedIOException e) {
      return false; // It is written to meanwhile.
    }
  }

  private static String pageAt(String address) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private String said(String name) {
    try {
      return jvms.said(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await(String name, BooleanSupplier met) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!met.getAsBoolean()) {
      assertThat(Instant.now()).as(() -> name + ":\n" + said(name)).isBefore(end);
      Thread.sleep(200);
    }
  }
}
