package dev.longtail.job.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.generate.TelemetryDays;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replay to a real broker in a JVM of its own; both are ended in the middle and started again.
 */
class ReplayerIT {
  private static final String TOPIC = "events";
  private static final LocalDate FIRST = LocalDate.of(2025, 1, 1);
  private static final int DAYS = 3;
  private static final double A_DAY_IN_A_SECOND = 86_400;

  @TempDir Path folder;
  private final List<String> heard = new ArrayList<>();

  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void nothingIsSentTwiceAndNothingIsLost() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, heard::add)) {
      broker.awaitReady();
      assertThat(broker.failure()).isEmpty();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.servers()))) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
      }
      try (Replayer replay = start(broker)) {
        await(() -> size(broker) > 300);
        assertThat(replay.isOver()).isFalse();
      }
      new BrokerPid(folder).running().orElseThrow().destroyForcibly();
      await(() -> broker.failure().isPresent());
      assertThat(broker.failure().orElseThrow()).startsWith("the broker ended: ");
    }
    try (BrokerProcess broker = BrokerProcess.start(folder, heard::add)) {
      broker.awaitReady();
      try (Replayer replay = start(broker)) {
        await(replay::isOver);
        assertThat(replay.days()).isEqualTo(DAYS);
        assertThat(replay.closed()).isEmpty();
        assertThat(replay.isReadBy("nobody")).isFalse();
      }
      assertThat(records(broker)).isEqualTo(expected());
    }
    assertThat(new BrokerPid(folder).running()).isEmpty();
    assertThat(heard).isEmpty();
  }

  /** The pid file of a kill may name a process that is no broker. */
  @Test
  void aProcessThatHasOnlyItsNumberIsNoBroker() throws IOException {
    long own = ProcessHandle.current().pid();
    Files.writeString(folder.resolve("broker.pid"), own + " 12345\n");
    assertThat(new BrokerPid(folder).running()).isEmpty();
    Files.writeString(folder.resolve("broker.pid"), own + "");
    assertThat(new BrokerPid(folder).running()).isEmpty();
    Files.writeString(
        folder.resolve("broker.pid"),
        own + " " + ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli());
    assertThat(new BrokerPid(folder).running()).contains(ProcessHandle.current());
  }

  private static Replayer start(BrokerProcess broker) {
    return Replayer.start(
        broker.servers(),
        TOPIC,
        2,
        new Replayer.Plan(days(), A_DAY_IN_A_SECOND, OptionalInt.empty(), Duration.ofMinutes(10)),
        (day, number, left) -> {});
  }

  private static EventDays days() {
    return new GeneratedEvents(new TelemetryDays(300, 3), FIRST, FIRST.plusDays(DAYS));
  }

  private static List<List<String>> expected() {
    List<List<String>> partitions = List.of(new ArrayList<>(), new ArrayList<>());
    EventDays days = days();
    int number = 0;
    for (Optional<EventDays.Day> day = days.next(); day.isPresent(); day = days.next()) {
      for (TimedLine line : day.get().lines()) {
        partitions.get(number++ % 2).add(new String(line.line(), StandardCharsets.UTF_8));
      }
    }
    return partitions;
  }

  private static int size(BrokerProcess broker) {
    return records(broker).stream().mapToInt(List::size).sum();
  }

  private static List<List<String>> records(BrokerProcess broker) {
    List<List<String>> partitions = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.servers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      for (int i = 0; i < 2; i++) {
        List<String> records = new ArrayList<>();
        TopicPartition partition = new TopicPartition(TOPIC, i);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        while (consumer.position(partition) < end) {
          for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
            records.add(record.value());
          }
        }
        partitions.add(records);
      }
    }
    return partitions;
  }

  private static void await(BooleanSupplier met) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofMinutes(2));
    while (!met.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(100);
    }
  }
}
