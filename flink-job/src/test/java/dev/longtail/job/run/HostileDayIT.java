package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.graph.Output;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.SmallModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day on which everything comes that hosts and attackers can send: random bytes, lines of a
 * megabyte, NUL, half surrogate pairs, marks of writing direction, escapes of terminals, 1970, 2099
 * and nine tenths of the traffic from one host. The job stays up, every record is counted once, and
 * nothing that a person reads can change the screen.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileDayIT {
  private static final long DAY = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> LINES =
      List.of(
          "nul \u0000 in the middle",
          "half \ud800 pair",
          "half \udc00 pair",
          "type \u202egpj.exe\u202c",
          "echo \u001b[2J\u001b[31mred\u001b]0;title\u0007",
          "zero\u200bwidth\ufeff",
          "two\nlines\r\nof it",
          "\u0001".repeat(128 << 10),
          "漢".repeat(100_000));

  @TempDir Path folder;

  /** Records that are events of the day, that are none, of 1970, and of 2099. */
  private final List<byte[]> usable = new ArrayList<>();

  private final List<byte[]> junk = new ArrayList<>();
  private final List<byte[]> early = new ArrayList<>();
  private final List<byte[]> ahead = new ArrayList<>();

  @BeforeAll
  void makeTheDay() throws IOException {
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      String host = i % 10 == 0 ? "host-" + i : "the one host";
      usable.add(event(DAY + i * 60_000L, "tar -czf /tmp/" + i % 120 + ".tgz .", host));
    }
    for (String line : LINES) {
      usable.add(event(DAY + 2 * HOUR, line, "h\u001b[31m\u202e"));
    }
    usable.add(event(DAY + 3 * HOUR, "hostname", "h".repeat(500_000)));
    for (int i = 0; i < 40; i++) {
      byte[] bytes = new byte[1 + random.nextInt(3_000)];
      random.nextBytes(bytes);
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = bytes[k] == '\n' ? 0 : bytes[k]; // one line in a file, too
      }
      bytes[0] = (byte) 0xff;
      junk.add(bytes);
    }
    junk.add(event(DAY, "a".repeat(900_000), "h"));
    junk.add(text("{\"ts\":" + "9".repeat(900_000)));
    junk.add(text("{\"ts\":1735689600000,\"cmd\":\"raw \u0000\"}"));
    junk.add(text("{\"ts\":\"\u001b[31m\",\"cmd\":\"ls\"}"));
    junk.add(text("{\"\\u001b[2Jx\":1,\"\\u001b[2Jx\":2,\"ts\":1735689600000,\"cmd\":\"ls\"}"));
    junk.add(text("{\"ts\":1735689600000,\"\\u202ecmd\":\"ls\"}"));
    junk.add(text("[".repeat(100_000)));
    junk.add(text("\ufeff"));
    early.add(event(0, "date", "h"));
    early.add(event(86_400_000, "date -u", "h"));
    ahead.add(event(Instant.parse("2099-12-31T23:59:59Z").toEpochMilli(), "date", "h"));
  }

  private static byte[] event(long ts, String commandLine, String host) {
    Map<String, Object> fields = new LinkedHashMap<>();
    // A text in ISO form: as a number, small times would be taken for seconds.
    fields.put("ts", Instant.ofEpochMilli(ts).toString());
    fields.put("host", host);
    fields.put("command_line", commandLine);
    return text(Json.line(fields));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theBoundedJobCountsEveryRecordOnce() throws IOException {
    Path input = Files.createDirectory(folder.resolve("input"));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (List<byte[]> some : List.of(junk, usable, early, ahead)) {
      for (byte[] record : some) {
        all.write(record);
        all.write('\n');
      }
    }
    // JSON first: what a file holds is told by its beginning.
    Files.write(input.resolve("0.jsonl"), concat(usable.get(0), text("\n")));
    Files.write(input.resolve("1.jsonl"), concat(usable.get(1), text("\n"), all.toByteArray()));
    List<String> said = new ArrayList<>();
    Path out = folder.resolve("out");
    TopologyOptions options = options().topology().with(GeneratedDays.january(1));
    Funnel.Counts total = new Backfill(input, out, options, 2, said::add).run().total();

    assertThat(total.events()).isEqualTo(usable.size() + 2 + junk.size());
    assertThat(total.unparsable()).isEqualTo(junk.size());
    assertThat(
            Json.MAPPER.readTree(out.resolve("funnel.json").toFile()).get("out_of_range").asInt())
        .isEqualTo(early.size() + ahead.size());
    assertThat(said).anyMatch(line -> line.contains("no usable event"));
    assertThat(said).allSatisfy(HostileDayIT::isPrintable);
    List<String> letters = GeneratedDays.sortedLines(out.resolve(Output.DEAD_LETTERS.folder()));
    assertThat(letters).hasSize(junk.size());
    for (String letter : letters) {
      isPrintable(Json.MAPPER.readTree(letter).get("reason").asText());
    }
    for (String anomaly : GeneratedDays.sortedLines(out.resolve(Output.ANOMALIES.folder()))) {
      assertThat(Json.MAPPER.readTree(anomaly).get("rank").asInt()).isPositive();
    }
  }

  @Test
  void theStreamStaysUpAndCountsEveryRecordOnce() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      kafka.createTopic("command-events", 1);
      for (Output output : Output.values()) {
        kafka.createTopic("longtail-" + output.folder(), 1);
      }
      LongtailOptions options =
          LongtailOptions.read(
              configuration(kafka.bootstrapServers()), "longtail.yaml", Map.of(), List.of());
      JobClient job =
          new StreamingJob(options, TestFlink.streaming(options.parallelism()), said -> {}).start();
      kafka.send("command-events", 0, usable);
      kafka.send("command-events", 0, junk);
      kafka.send("command-events", 0, ahead);
      kafka.send("command-events", 0, List.of(event(DAY + 25 * HOUR, "true", "h")));
      await(job, kafka, total -> total.unique() > 0);
      kafka.send("command-events", 0, early);
      kafka.send("command-events", 0, List.of(event(DAY + 50 * HOUR, "true", "h")));
      long all = 0L + usable.size() + junk.size() + early.size() + ahead.size() + 1;
      await(job, kafka, total -> total.events() == all);
      Funnel.Counts total = total(kafka);
      job.cancel().get();

      assertThat(total.unparsable()).isEqualTo(junk.size());
      assertThat(total.future()).isEqualTo(ahead.size());
      assertThat(total.late()).isEqualTo(early.size());
      assertThat(total.unique() + total.repeated()).isEqualTo(usable.size() + 1);
      assertThat(kafka.read("longtail-dead-letters")).hasSize(junk.size() + ahead.size());
      for (String letter : kafka.read("longtail-dead-letters")) {
        JsonNode record = Json.MAPPER.readTree(letter);
        isPrintable(record.get("reason").asText());
      }
    }
  }

  private void await(
      JobClient job, EmbeddedKafka kafka, java.util.function.Predicate<Funnel.Counts> reached)
      throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!reached.test(total(kafka))) {
      assertThat(job.getJobStatus().get()).isNotEqualTo(JobStatus.FAILED);
      assertThat(Instant.now()).as(() -> "only " + totalText(kafka)).isBefore(end);
      Thread.sleep(300);
    }
  }

  private static String totalText(EmbeddedKafka kafka) {
    try {
      return total(kafka).toString();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static Funnel.Counts total(EmbeddedKafka kafka) throws IOException {
    Funnel funnel = new Funnel();
    for (String count : kafka.read("longtail-funnel")) {
      funnel.add(Json.MAPPER.readValue(count, FunnelCount.class));
    }
    return funnel.total();
  }

  private static void isPrintable(String text) {
    assertThat(text.codePoints())
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
  }

  private LongtailOptions options() throws IOException {
    return LongtailOptions.read(configuration("none:1"), "longtail.yaml", Map.of(), List.of());
  }

  private String configuration(String servers) throws IOException {
    Path model = folder.resolve("model");
    if (!Files.exists(model)) {
      SmallModel.writeTo(model);
    }
    return """
    source: {bootstrap-servers: "%1$s", topic: command-events, group-id: longtail}
    sink: {kafka: {bootstrap-servers: "%1$s"}}
    job: {parallelism: 2, embedding-model: "%2$s", scale: both, top-k: 100}
    checkpoints: {interval: PT1S, directory: "%3$s"}
    """
        .formatted(servers, model, folder.resolve("checkpoints").toUri());
  }

  private static byte[] concat(byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    return all.toByteArray();
  }
}
