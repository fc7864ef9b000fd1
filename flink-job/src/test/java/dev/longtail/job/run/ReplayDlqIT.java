package dev.longtail.job.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.connect.ReplayHeader;
import dev.longtail.job.connect.TopicRecords;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.graph.Output;
import dev.longtail.job.replay.DeadLetterReplay;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Sha256;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters of a stream go back into it, with a real broker. */
class ReplayDlqIT {
  private static final String EVENTS = "command-events";
  private static final String LETTERS = "longtail-dead-letters";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  /**
   * The stream has counted two dead letters. An older parser could not read them; the letters here
   * have what it would have kept of records that the present one reads.
   */
  @Test
  void theStreamCountsWhatIsReplayedOnceAndNoLongerAsUnparsable() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      topics(kafka);
      send(kafka, 0, event("2025-01-05T10:00:00Z", "ls 1"), "{broken", "{cut");
      send(kafka, 1, event("2025-01-05T10:00:01Z", "ls 2"), "{late");
      JobClient job = start(kafka);
      await(3L, () -> total(kafka).unparsable());
      // Closes the day: what is replayed of it comes too late to be ranked, and is counted.
      send(kafka, 0, event("2025-01-07T00:00:00Z", "true"));
      send(kafka, 1, event("2025-01-07T00:00:00Z", "true"));
      await(2L, () -> total(kafka).unique());

      send(kafka, LETTERS, letter(EVENTS + "-0@1", event("2025-01-07T00:00:05Z", "id")));
      send(kafka, LETTERS, letter(EVENTS + "-0@2", ended()), letter(EVENTS + "-0@2", ended()));
      send(kafka, LETTERS, letter(EVENTS + "-1@1", event("2025-01-05T10:00:02Z", "who")));
      // The letter of another run is counted elsewhere, and its event here.
      send(kafka, LETTERS, letter("e.jsonl:7", event("2025-01-07T00:00:06Z", "w")));
      DeadLetterReplay.Result result = replay(kafka, letters(kafka));
      assertThat(result.counts().replayed()).isEqualTo(4);
      assertThat(result.counts().repeated()).isGreaterThanOrEqualTo(1);
      assertThat(result.counts().ofOtherRuns()).isEqualTo(1);

      send(kafka, 0, event("2025-01-09T00:00:00Z", "true"));
      send(kafka, 1, event("2025-01-09T00:00:00Z", "true"));
      await(0L, () -> total(kafka).unparsable());
      await(5L, () -> total(kafka).unique());
      await(1L, () -> total(kafka).late());
      Funnel.Counts total = total(kafka);
      assertThat(total.replayed()).isEqualTo(3);
      // Two events, one late, one of another run, one found again, and the true of January 7.
      assertThat(total.events()).isEqualTo(7);
      assertThat(total.repeated()).isEqualTo(1);
      await(1L, () -> total(kafka).skipped());

      assertThat(replay(kafka, letters(kafka)).folder()).isEmpty();
      job.cancel().get();
    }
  }

  /** Also what was sent, but is in no ledger yet, is not sent again. */
  @Test
  void whatAKilledRunHasSentIsNotSentAgain() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      topics(kafka);
      List<String> letters =
          IntStream.range(0, 300)
              .mapToObj(
                  i ->
                      letter(
                          EVENTS + "-" + i % 2 + "@" + i, event("2025-01-05T10:00:00Z", "ls " + i)))
              .toList();
      for (int killed : new int[] {0, 40, 120, 299}) {
        assertThatThrownBy(
                () ->
                    replay(
                        kafka,
                        taker -> {
                          letters.subList(0, killed).forEach(line -> taker.take(line, "?"));
                          // What is under way reaches the broker before the kill, or does not.
                          sleep(killed == 40 ? 0 : 500);
                          throw new Killed();
                        }))
            .isInstanceOf(Killed.class);
      }
      assertThat(ids(kafka)).isNotEmpty().doesNotHaveDuplicates();
      // Other letters would leave those in doubt that were sent.
      assertThatThrownBy(() -> replay(kafka, taker -> taker.take(letters.get(299), "?")))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("give the same dead letters again");
      assertThat(
              replay(kafka, taker -> letters.forEach(line -> taker.take(line, "?")))
                  .counts()
                  .events())
          .isEqualTo(300);
      assertThat(ids(kafka)).hasSize(300).doesNotHaveDuplicates();
      assertThat(replay(kafka, taker -> letters.forEach(line -> taker.take(line, "?"))).folder())
          .isEmpty();
      assertThat(ids(kafka)).hasSize(300);
    }
  }

  /** A JVM that is killed in the middle of its sending, as a machine that fails. */
  @Test
  void aKilledProcessIsGoneOnFrom() throws Exception {
    int count = 60_000;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      topics(kafka);
      Path file = folder.resolve("letters.jsonl");
      java.nio.file.Files.write(
          file,
          IntStream.range(0, count)
              .mapToObj(i -> letter(EVENTS + "-0@" + i, event("2025-01-05T10:00:00Z", "ls " + i)))
              .toList());
      List<String> call =
          List.of(
              "dev.longtail.job.cli.Longtail",
              "replay-dlq",
              "--input",
              file.toString(),
              "--out",
              folder.resolve("out").toString(),
              "--to-topic",
              "--source-bootstrap-servers",
              kafka.bootstrapServers(),
              "--source-topic",
              EVENTS);
      try (Jvms jvms = new Jvms(folder.resolve("jvms"), Jvms.SHORT_LIVED)) {
        Jvms.Program program =
            new Jvms.Program(
                "replay", List.of(), System.getProperty("java.class.path"), call, Map.of());
        Process first = jvms.start(program);
        await(true, () -> !ids(kafka).isEmpty() || !first.isAlive());
        first.destroyForcibly().waitFor();
        int sent = ids(kafka).size();
        assertThat(jvms.start(program).waitFor()).isZero();
        assertThat(sent).isPositive();
        assertThat(ids(kafka)).hasSize(count).doesNotHaveDuplicates();
      }
    }
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private DeadLetterReplay.Result replay(EmbeddedKafka kafka, DeadLetterReplay.Source source) {
    return new DeadLetterReplay(
            folder.resolve("out"),
            Optional.of(new DeadLetterReplay.Topic(kafka.bootstrapServers(), EVENTS, Map.of())),
            line -> {})
        .run(source);
  }

  private static DeadLetterReplay.Source letters(EmbeddedKafka kafka) {
    return DeadLetterReplay.Source.of(
        new DeadLetterReplay.Topic(kafka.bootstrapServers(), LETTERS, Map.of()));
  }

  private static List<String> ids(EmbeddedKafka kafka) {
    List<String> ids = new ArrayList<>();
    try (TopicRecords records = TopicRecords.of(kafka.bootstrapServers(), EVENTS, Map.of())) {
      records.read(records.begin(), record -> ids.add(ReplayHeader.of(record.headers()).id()));
    }
    return ids;
  }

  private static void topics(EmbeddedKafka kafka) throws Exception {
    kafka.createTopic(EVENTS, 2);
    for (Output output : Output.values()) {
      kafka.createTopic("longtail-" + output.folder(), 1);
    }
  }

  private JobClient start(EmbeddedKafka kafka) throws Exception {
    LongtailOptions options =
        LongtailOptions.read(
            """
            source: {bootstrap-servers: "%1$s", topic: command-events, group-id: longtail}
            sink: {kafka: {bootstrap-servers: "%1$s"}}
            job: {parallelism: 2, out-of-orderness: PT1M}
            checkpoints: {interval: PT1S, directory: "%2$s"}
            """
                .formatted(kafka.bootstrapServers(), folder.resolve("checkpoints").toUri()),
            "longtail.yaml",
            Map.of(),
            List.of());
    return new StreamingJob(options, TestFlink.streaming(options.parallelism()), beginning -> {})
        .start();
  }

  private static String event(String ts, String command) {
    return "{\"ts\":\"%s\",\"host\":\"a\",\"cmd\":\"%s\"}".formatted(ts, command);
  }

  private static String ended() {
    return "{\"@timestamp\":\"2025-01-07T12:00:00Z\",\"event\":{\"category\":\"process\",\"type\":"
        + "\"end\"},\"process\":{\"command_line\":\"id\"}}";
  }

  private static String letter(String origin, String record) {
    byte[] bytes = record.getBytes(UTF_8);
    return ("{\"origin\":\"%s\",\"reason\":\"then\",\"window\":null,\"raw_bytes\":%d,"
            + "\"raw_sha256\":\"%s\",\"raw_base64\":\"%s\"}")
        .formatted(
            origin, bytes.length, Sha256.hex(bytes), Base64.getEncoder().encodeToString(bytes));
  }

  private static void send(EmbeddedKafka kafka, int partition, String... records) throws Exception {
    for (String record : records) {
      kafka.send(EVENTS, partition, List.of(record.getBytes(UTF_8)));
    }
  }

  private static void send(EmbeddedKafka kafka, String topic, String... records) throws Exception {
    for (String record : records) {
      kafka.send(topic, 0, List.of(record.getBytes(UTF_8)));
    }
  }

  private static Funnel.Counts total(EmbeddedKafka kafka) throws Exception {
    Funnel funnel = new Funnel();
    for (String count : kafka.read("longtail-funnel")) {
      funnel.add(Json.MAPPER.readValue(count, FunnelCount.class));
    }
    return funnel.total();
  }

  private static <T> void await(T expected, Callable<T> actual) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!actual.call().equals(expected)) {
      if (Instant.now().isAfter(end)) {
        assertThat(actual.call()).as("after " + PATIENCE).isEqualTo(expected);
      }
      Thread.sleep(200);
    }
  }
}
