package dev.longtail.job.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.cli.Console.Outcome;
import dev.longtail.job.run.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dispositions from a topic of a real broker, up to its present end. */
class DispositionTopicIT {
  private static final String VERDICT =
      "{\"id\":\"e%d\",\"cmd\":\"run"
          + " %d\",\"verdict\":\"BENIGN\",\"admitted\":true,\"reason\":\"r\",\"model\":\"judge-1\",\"prompt_version\":\"p1\"}\n";

  @TempDir Path folder;

  @Test
  void aTopicIsReadToItsEndWithoutAGroup() throws Exception {
    Path verdicts = Files.createDirectories(folder.resolve("mined/verdicts")).resolve("a.jsonl");
    Files.writeString(verdicts, VERDICT.formatted(1, 1) + VERDICT.formatted(2, 2));
    String out = folder.resolve("out").toString();
    assertThat(
            Console.run(
                    "review", "sample", "--input", folder.resolve("mined").toString(), "--out", out)
                .status())
        .isZero();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      kafka.createTopic("dispositions", 2);
      kafka.send(
          "dispositions",
          0,
          List.of(
              "{\"event_id\":\"e1\",\"disposition\":\"disposition:3\"}".getBytes(UTF_8),
              "no json".getBytes(UTF_8)));
      kafka.send(
          "dispositions",
          1,
          List.of("{\"cmd\":\"run 2\",\"disposition\":\"disposition:1\"}".getBytes(UTF_8)));
      Outcome scored = score(out, "dispositions", kafka.bootstrapServers());
      assertThat(scored.status()).as(scored.err()).isZero();
      assertThat(scored.err())
          .contains("2 dispositions of kafka:dispositions: 2 lines of the sample are decided")
          .contains("1 record is unusable, first: dispositions-0@1: not valid JSON");
      assertThat(scored.out()).contains("siem decided 2: 1 benign, 1 malicious, 0 unsure");

      Outcome missing = score(out, "others", kafka.bootstrapServers());
      assertThat(missing.status()).isEqualTo(Longtail.FAILED);
      assertThat(missing.err()).contains("topic others: there is no such topic");
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        assertThat(admin.listGroups().all().get()).isEmpty();
      }
    }
  }

  private static Outcome score(String out, String topic, String brokers) {
    return Console.run(
        "review",
        "score",
        "--sample",
        out + "/sample.jsonl",
        "--dispositions",
        "kafka:" + topic,
        "--brokers",
        brokers);
  }
}
