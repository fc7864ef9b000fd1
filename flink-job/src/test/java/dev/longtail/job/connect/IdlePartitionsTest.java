package dev.longtail.job.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Which partitions of a subtask hold the watermark. */
class IdlePartitionsTest {
  private static final TopicPartition A = new TopicPartition("t", 0);
  private static final TopicPartition B = new TopicPartition("t", 1);
  private static final long NO_TIME = Long.MIN_VALUE;
  private static final Duration AFTER = Duration.ofSeconds(60);

  private final ManualErrands errands = new ManualErrands();
  private final FakeEnds broker = new FakeEnds();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final RecordedOutput output = new RecordedOutput();
  private long seconds;

  @Test
  void aSubtaskWithoutPartitionsIsIdleAsSoonAsAllAreDealtOut() {
    IdlePartitions<String> watch = watch(null);
    watch.act(output);
    assertThat(output.said()).isEmpty();
    watch.dealt();
    watch.act(output);
    watch.act(output);
    assertThat(output.said()).containsExactly("all idle");
  }

  @Test
  void aPartitionThatComesLaterHoldsTheWatermarkAtOnce() {
    IdlePartitions<String> watch = watch(null);
    watch.dealt();
    watch.act(output);
    watch.added(List.of(A));
    watch.act(output);
    assertThat(output.said()).containsExactly("all idle", "t-0 watermark -1", "all active");
  }

  @Test
  void withoutTheOptionSilenceIsNeverIdleness() {
    IdlePartitions<String> watch = watch(null);
    SourceOutput<String> a = reading(watch, A, 5, 5);
    a.collect("x");
    assertThat(output.said()).containsExactly("t-0 watermark -1", "t-0 x");
    silence(watch, 100_000);
    assertThat(output.said()).isEmpty();
    assertThat(errands.questions()).isZero();
  }

  @Test
  void withNothingUnreadASilentPartitionIsIdleAndItsNextRecordWakesIt() {
    IdlePartitions<String> watch = watch(AFTER);
    SourceOutput<String> a = reading(watch, A, 5, 5);
    SourceOutput<String> b = reading(watch, B, 7, 7);
    output.said();
    silence(watch, 59);
    assertThat(output.said()).isEmpty();
    b.collect("y");
    silence(watch, 1);
    assertThat(output.said()).containsExactly("t-1 y", "t-0 idle");
    silence(watch, 60);
    assertThat(output.said()).containsExactly("t-1 idle", "all idle");
    a.collect("z", 3);
    assertThat(output.said()).containsExactly("t-0 active", "all active", "t-0 z");
    silence(watch, 59);
    assertThat(output.said()).isEmpty();
    silence(watch, 61);
    assertThat(output.said()).containsExactly("t-0 idle", "all idle");
  }

  @Test
  void aPartitionWithUnreadRecordsIsNeverIdle() {
    IdlePartitions<String> watch = watch(AFTER);
    var unused = reading(watch, A, 5, 6);
    output.said();
    for (int i = 0; i < 100; i++) {
      silence(watch, 60);
    }
    assertThat(output.said()).isEmpty();
    positions.put(A, 6L);
    silence(watch, 60);
    assertThat(output.said()).containsExactly("t-0 idle", "all idle");
  }

  /** Of 22,732 events of a stalled partition none may be late. */
  @Test
  void whileTheBrokerIsAwayNothingIsIdle() {
    IdlePartitions<String> watch = watch(AFTER);
    var unused = reading(watch, A, 5, 5);
    output.said();
    broker.away = true;
    for (int i = 0; i < 100; i++) {
      silence(watch, 60);
    }
    assertThat(output.said()).isEmpty();
    broker.away = false;
    silence(watch, 60);
    assertThat(output.said()).containsExactly("t-0 idle", "all idle");
  }

  @Test
  void aPartitionThatIsHeldBackIsNotIdle() {
    IdlePartitions<String> watch = watch(AFTER);
    var unused = reading(watch, A, 5, 5);
    output.said();
    watch.paused(List.of("t-0"), List.of());
    silence(watch, 60);
    silence(watch, 600);
    assertThat(output.said()).isEmpty();
    watch.paused(List.of(), List.of("t-0"));
    silence(watch, 59);
    assertThat(output.said()).isEmpty();
    silence(watch, 1);
    assertThat(output.said()).containsExactly("t-0 idle", "all idle");
  }

  @Test
  void markersOfTransactionsBehindTheLastRecordAreNothingUnread() {
    IdlePartitions<String> watch = watch(AFTER);
    var unused = reading(watch, A, 5, 5);
    broker.set(A, 5, 9);
    output.said();
    silence(watch, 60);
    assertThat(output.said()).containsExactly("t-0 idle", "all idle");
    watch.close();
    assertThat(broker.closed).isTrue();
  }

  /** The records of these tests are their own times, or have none. */
  @Test
  void thePartitionThatIsTheFurthestBehindIsNamedWithItsSilence() {
    IdlePartitions<String> watch = watch(null);
    SourceOutput<String> a = reading(watch, A, 5, 5);
    SourceOutput<String> b = reading(watch, B, 7, 7);
    silence(watch, 30);
    assertThat(watch.slowest()).isEqualTo(new SlowestPartition(0, 30_000, NO_TIME, NO_TIME));
    a.collect("100");
    silence(watch, 30);
    assertThat(watch.slowest()).isEqualTo(new SlowestPartition(1, 60_000, NO_TIME, 100));
    b.collect("300");
    silence(watch, 10);
    assertThat(watch.slowest()).isEqualTo(new SlowestPartition(0, 40_000, 100, 300));
    a.collect("x"); // A dead letter ends the silence, and event time does not move.
    silence(watch, 10);
    assertThat(watch.slowest()).isEqualTo(new SlowestPartition(0, 10_000, 100, 300));
    watch.paused(List.of("t-0"), List.of());
    silence(watch, 500);
    assertThat(watch.slowest()).isEqualTo(new SlowestPartition(0, 0, 100, 300));
  }

  /** A subtask that is ahead of the others waits and does nothing more: no errand comes back. */
  @Test
  void whatWasReadJustBeforeWaitingForOthersIsKnown() {
    IdlePartitions<String> watch = watch(null);
    SourceOutput<String> a = reading(watch, A, 5, 5);
    a.collect("100");
    seconds += 500;
    assertThat(watch.slowest()).isEqualTo(new SlowestPartition(0, 0, 100, 100));
  }

  @Test
  void anIdlePartitionIsNotTheSlowest() {
    IdlePartitions<String> watch = watch(AFTER);
    SourceOutput<String> a = reading(watch, A, 5, 5);
    SourceOutput<String> b = reading(watch, B, 7, 8);
    a.collect("100");
    b.collect("300");
    silence(watch, 60);
    silence(watch, 1);
    assertThat(watch.slowest().partition()).isEqualTo(1);
    positions.put(B, 8L);
    silence(watch, 60);
    silence(watch, 1);
    assertThat(watch.slowest()).isEqualTo(SlowestPartition.none(300));
  }

  private IdlePartitions<String> watch(Duration after) {
    return new IdlePartitions<>(
        errands,
        () -> positions,
        broker,
        after,
        () -> Duration.ofSeconds(seconds).toNanos(),
        record -> record.matches("[0-9]+") ? Long.parseLong(record) : NO_TIME);
  }

  private SourceOutput<String> reading(
      IdlePartitions<String> watch, TopicPartition partition, long position, long end) {
    positions.put(partition, position);
    broker.set(partition, end, end);
    watch.added(List.of(partition));
    watch.dealt();
    watch.act(output);
    String split = partition.toString();
    return watch.watched(split, output.createOutputForSplit(split));
  }

  private void silence(IdlePartitions<String> watch, long passed) {
    errands.pass(); // Notes what was heard until now.
    errands.answer();
    seconds += passed;
    errands.pass();
    errands.answer();
    watch.act(output);
  }
}
