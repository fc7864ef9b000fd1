package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.udfs.io.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start without state begins with, asked of a real broker. */
class BeginningIT {
  private static final Instant NOON = Instant.parse("2025-01-02T12:00:00Z");

  @TempDir static Path folder;
  private static EmbeddedKafka kafka;

  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(folder);
    kafka.createTopic("events", 1);
    kafka.send(
        "events",
        0,
        IntStream.range(0, 1000)
            .mapToObj(
                minute ->
                    "{\"ts\":%d,\"cmd\":\"true\"}"
                        .formatted(NOON.plusSeconds(60L * minute).toEpochMilli())
                        .getBytes(StandardCharsets.UTF_8))
            .toList());
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void theFirstStartOfAJobReadsAll() {
    Beginning first = choose("group-id: new");
    assertThat(first.restore()).isNull();
    assertThat(first.notBefore()).isEqualTo(Long.MIN_VALUE);
    assertThat(said).singleElement().asString().contains("first record of the topic");
  }

  @Test
  void committedOffsetsWithoutStateAreRefused() throws Exception {
    commit("lost", 900);
    assertThatThrownBy(() -> choose("group-id: lost"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("group lost has read in topic events before, but there is no state")
        .hasMessageContaining("--restore PATH")
        .hasMessageContaining("--fresh");
    assertThatThrownBy(() -> choose("group-id: lost", "restore=none"))
        .isInstanceOf(InputException.class);
  }

  @Test
  void onDemandTheOpenWindowBeginsAnew() throws Exception {
    commit("anew", 999); // 04:39 of the next day.
    Beginning anew = choose("group-id: anew", "fresh=true");
    assertThat(anew.restore()).isNull();
    assertThat(anew.window()).isEqualTo(Instant.parse("2025-01-03T00:00:00Z"));
    commit("anew", 725); // Five minutes behind midnight the day before is open still.
    assertThat(choose("group-id: anew", "fresh=true").window())
        .isEqualTo(Instant.parse("2025-01-02T00:00:00Z"));
    assertThat(said.get(1)).contains("the window of 2025-01-02T00:00:00Z");
  }

  @Test
  void aBrokerThatIsAwayIsNamed() {
    assertThatThrownBy(
            () -> choose("group-id: new", "source.bootstrap-servers=127.0.0.1:1", "fresh=true"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("source.bootstrap-servers");
  }

  /** Who cleans up after a start deletes the savepoint that it names for ever. */
  @Test
  void aNamedStateThatIsGoneStopsNoRecovery() {
    String gone = folder.resolve("savepoint-gone").toUri().toString();
    assertThatThrownBy(() -> choose("group-id: new", "restore=" + gone))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(" is no complete checkpoint or savepoint");
    assertThat(choose(null, true, "group-id: new", "restore=" + gone).restore()).isEqualTo(gone);
    assertThat(choose(gone, true, "group-id: new").restore()).isEqualTo(gone);
    assertThat(said)
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains(" is no complete checkpoint or savepoint")
                    .contains("if this is a restart by high availability, Flink goes on from its"));
  }

  private Beginning choose(String group, String... arguments) {
    return choose(null, false, group, arguments);
  }

  private Beginning choose(String given, boolean recovers, String group, String... arguments) {
    LongtailOptions options =
        LongtailOptions.read(
            """
            source: {bootstrap-servers: "%s", topic: events, %s}
            sink: {files: {path: "%s"}}
            checkpoints: {directory: "%s"}
            """
                .formatted(
                    kafka.bootstrapServers(),
                    group,
                    folder.resolve("out"),
                    folder.resolve("checkpoints").toUri()),
            "longtail.yaml",
            Map.of(),
            List.of(arguments));
    return new BeginningChoice(options, said::add).choose(given, recovers);
  }

  private static void commit(String group, long offset) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .alterConsumerGroupOffsets(
              group, Map.of(new TopicPartition("events", 0), new OffsetAndMetadata(offset)))
          .all()
          .get();
    }
  }
}
