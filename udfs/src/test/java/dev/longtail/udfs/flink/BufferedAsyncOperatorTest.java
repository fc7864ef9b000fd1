package dev.longtail.udfs.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The operator in Flink's harness, with a function whose work ends when the test says so. */
@Timeout(60)
class BufferedAsyncOperatorTest {
  private static final int MOST_IN_FLIGHT = 3;

  /** The records whose work has begun; static because the operator gets a copy of the function. */
  private static final Map<String, ResultFuture<String>> BEGUN = new LinkedHashMap<>();

  /** Records that begin with "now" are done at once. */
  private static final class Work implements AsyncFunction<String, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public void asyncInvoke(String record, ResultFuture<String> result) {
      if (record.startsWith("now")) {
        result.complete(List.of(record));
      } else {
        synchronized (BEGUN) {
          BEGUN.put(record, result);
          BEGUN.notifyAll();
        }
      }
    }
  }

  @BeforeEach
  void nothingHasBegun() {
    BEGUN.clear();
  }

  @Test
  void onlyAFewAreUnderWayAndTheStreamGoesOn() throws Exception {
    try (var operator = opened(null)) {
      for (int i = 0; i < 1200; i++) {
        operator.processElement("r" + i, i);
      }
      operator.processWatermark(1200);
      operator.processElement("behind", 1201);
      assertThat(BEGUN).containsOnlyKeys("r0", "r1", "r2");
      done(operator, "r1", "r3");
      assertThat(operator.getOutput())
          .containsExactly(new StreamRecord<>("r1", 1), new StreamRecord<>("r3", 3));
      assertThat(BEGUN).containsOnlyKeys("r0", "r2", "r4");
    }
  }

  @Test
  void recordsBetweenTwoMarksAreFreeAndMarksKeepTheirPlace() throws Exception {
    try (var operator = opened(null)) {
      operator.processElement("a", 1);
      operator.processElement("b", 2);
      operator.processWatermark(10);
      operator.processWatermarkStatus(WatermarkStatus.IDLE);
      operator.processWatermarkStatus(WatermarkStatus.ACTIVE);
      operator.processElement("c", 11);
      operator.processElement("now", 12);
      operator.processWatermark(20);
      done(operator, "c");
      assertThat(operator.getOutput()).isEmpty();
      done(operator, "b");
      assertThat(operator.getOutput()).containsExactly(new StreamRecord<>("b", 2));
      done(operator, "a");
      assertThat(operator.getOutput())
          .startsWith(
              new StreamRecord<>("b", 2),
              new StreamRecord<>("a", 1),
              new Watermark(10),
              WatermarkStatus.IDLE,
              WatermarkStatus.ACTIVE)
          .endsWith(new Watermark(20))
          .contains(new StreamRecord<>("c", 11), new StreamRecord<>("now", 12))
          .hasSize(8);
      operator.processWatermarkStatus(WatermarkStatus.IDLE);
      assertThat(operator.getOutput()).endsWith(WatermarkStatus.IDLE);
    }
  }

  /** Why there is an operator of our own: Flink's lets IDLE out before the record. */
  @Test
  void flinksOperatorLetsAStatusOvertake() throws Exception {
    try (var operator =
        new OneInputStreamOperatorTestHarness<>(
            new AsyncWaitOperatorFactory<>(new Work(), 0, 10, OutputMode.UNORDERED),
            StringSerializer.INSTANCE)) {
      operator.open();
      operator.processElement("a", 1);
      operator.processWatermark(10);
      operator.processWatermarkStatus(WatermarkStatus.IDLE);
      assertThat(operator.getOutput()).containsExactly(WatermarkStatus.IDLE);
      BEGUN.get("a").complete(List.of("a"));
    }
  }

  @Test
  void manyWatermarksTakeThePlaceOfOne() throws Exception {
    try (var operator = opened(null)) {
      operator.processElement("a", 1);
      for (int i = 2; i < 100; i++) {
        operator.processWatermark(i);
      }
      operator.processElement("b", 100);
      operator.processWatermark(101);
      done(operator, "a", "b");
      assertThat(operator.getOutput())
          .containsExactly(
              new StreamRecord<>("a", 1),
              new Watermark(99),
              new StreamRecord<>("b", 100),
              new Watermark(101));
    }
  }

  @Test
  void aCheckpointTakesAllRecordsThatHaveNotLeftAndWaitsForNone() throws Exception {
    List<String> records = IntStream.range(0, 10_000).mapToObj(i -> "r" + i).toList();
    OperatorSubtaskState checkpoint;
    try (var operator = opened(null)) {
      operator.processElement("left", 0);
      operator.processElement("first", 0);
      operator.processWatermark(1);
      for (String record : records) {
        operator.processElement(record, 5);
      }
      operator.processWatermark(10);
      // A result that waits for its turn has not left either.
      done(operator, "left", "r0");
      assertThat(operator.extractOutputValues()).containsExactly("left");
      checkpoint = operator.snapshot(1, 1);
      assertThat(operator.extractOutputValues()).containsExactly("left");
    }
    BEGUN.clear();
    try (var restored = opened(checkpoint)) {
      assertThat(restored.getOutput()).isEmpty();
      assertThat(BEGUN).containsOnlyKeys("first", "r0", "r1");
      restored.processWatermark(7);
      restored.processElement("now new", 11);
      restored.processWatermark(20);
      List<String> all = new ArrayList<>(List.of("first"));
      all.addAll(records);
      for (String record : all) {
        done(restored, record);
      }
      all.add("now new");
      assertThat(restored.extractOutputValues()).containsExactlyElementsOf(all);
      // The watermark of before comes once, behind the records of before; no earlier one comes.
      assertThat(marks(restored)).containsExactly(new Watermark(10), new Watermark(20));
    }
  }

  /** A watermark of one subtask must not overtake a record that came from another. */
  @Test
  void afterARescaleTheEarliestWatermarkFollowsAllRecords() throws Exception {
    List<OperatorSubtaskState> states = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var operator = harness(2, subtask)) {
        operator.open();
        operator.processElement("a" + subtask, 1);
        operator.processWatermark(10 + subtask);
        operator.processElement("b" + subtask, 15);
        states.add(operator.snapshot(1, 1));
      }
    }
    BEGUN.clear();
    OperatorSubtaskState all =
        AbstractStreamOperatorTestHarness.repackageState(
            states.toArray(OperatorSubtaskState[]::new));
    try (var one = harness(1, 0)) {
      one.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(all, 8, 2, 1, 0));
      one.open();
      done(one, "a0", "b0", "a1");
      assertThat(marks(one)).isEmpty();
      done(one, "b1");
      assertThat(one.extractOutputValues()).containsExactlyInAnyOrder("a0", "b0", "a1", "b1");
      assertThat(marks(one)).containsExactly(new Watermark(10));
    }
  }

  @Test
  void aJobThatWasDrainedBeginsANewStream() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var operator = opened(null)) {
      operator.processWatermark(Watermark.MAX_WATERMARK);
      checkpoint = operator.snapshot(1, 1);
    }
    try (var restored = opened(checkpoint)) {
      restored.processWatermark(5);
      assertThat(marks(restored)).containsExactly(new Watermark(5));
    }
  }

  @Test
  void aFailureFailsTheTaskWithItsCause() throws Exception {
    try (var operator = opened(null)) {
      operator.processElement("a", 1);
      BEGUN.get("a").completeExceptionally(new IllegalArgumentException("no vector for this"));
      assertThatThrownBy(() -> runMails(operator)).hasRootCauseMessage("no vector for this");
    }
  }

  @Test
  void theEndOfTheInputWaitsForAllRecords() throws Exception {
    try (var operator = opened(null)) {
      for (int i = 0; i < 50; i++) {
        operator.processElement("r" + i, 0);
      }
      operator.processWatermark(Watermark.MAX_WATERMARK);
      Thread worker = new Thread(() -> endWhatBegins(50), "worker");
      worker.start();
      operator.endInput();
      worker.join();
      assertThat(operator.extractOutputValues()).hasSize(50);
      assertThat(operator.getOutput()).endsWith(Watermark.MAX_WATERMARK);
    }
  }

  @Test
  void beyondItsLimitTheStreamWaitsAndACheckpointDoesNot() throws Exception {
    BufferedAsync limited = new BufferedAsync(MOST_IN_FLIGHT, 10);
    try (var operator =
        new OneInputStreamOperatorTestHarness<>(
            limited.factory(new Work()), StringSerializer.INSTANCE)) {
      operator.open();
      for (int i = 0; i < 10; i++) {
        operator.processElement("r" + i, 0);
      }
      // The buffer is full: a checkpoint between two records takes all of them.
      assertThat(operator.snapshot(1, 1)).isNotNull();
      assertThat(operator.getOutput()).isEmpty();
      Thread worker = new Thread(() -> endWhatBegins(1), "worker");
      worker.start();
      operator.processElement("r10", 0);
      worker.join();
      assertThat(operator.extractOutputValues()).containsExactly("r0");
    }
  }

  @Test
  void limitsBelowOneAreRefused() {
    assertThatThrownBy(() -> new BufferedAsync(0, 1)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> new BufferedAsync(1, 0)).hasMessageContaining("at least 1");
  }

  /** Ends the work of {@code count} records, each when it has begun. */
  private static void endWhatBegins(int count) {
    for (int i = 0; i < count; i++) {
      String record;
      ResultFuture<String> result;
      synchronized (BEGUN) {
        while (BEGUN.isEmpty()) {
          try {
            BEGUN.wait();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        }
        record = BEGUN.keySet().iterator().next();
        result = BEGUN.remove(record);
      }
      result.complete(List.of(record));
    }
  }

  /** Ends the work of records, in this order. */
  private static void done(
      OneInputStreamOperatorTestHarness<String, String> operator, String... records)
      throws Exception {
    for (String record : records) {
      BEGUN.remove(record).complete(List.of(record));
      runMails(operator);
    }
  }

  private static List<Object> marks(OneInputStreamOperatorTestHarness<String, String> operator) {
    return operator.getOutput().stream()
        .filter(element -> !(element instanceof StreamRecord))
        .map(Object.class::cast)
        .toList();
  }

  private static OneInputStreamOperatorTestHarness<String, String> opened(
      OperatorSubtaskState checkpoint) throws Exception {
    OneInputStreamOperatorTestHarness<String, String> harness = harness(1, 0);
    if (checkpoint != null) {
      harness.initializeState(checkpoint);
    }
    harness.open();
    return harness;
  }

  private static OneInputStreamOperatorTestHarness<String, String> harness(
      int parallelism, int subtask) throws Exception {
    OneInputStreamOperatorTestHarness<String, String> harness =
        new OneInputStreamOperatorTestHarness<>(
            new BufferedAsync(MOST_IN_FLIGHT, Integer.MAX_VALUE).factory(new Work()),
            8,
            parallelism,
            subtask);
    harness.getStreamConfig().setupNetworkInputs(StringSerializer.INSTANCE);
    harness.getStreamConfig().serializeAllConfigs();
    harness.getExecutionConfig().enableObjectReuse();
    return harness;
  }

  private static void runMails(OneInputStreamOperatorTestHarness<String, String> operator)
      throws Exception {
    for (Optional<Mail> mail = operator.getTaskMailbox().tryTake(0);
        mail.isPresent();
        mail = operator.getTaskMailbox().tryTake(0)) {
      mail.get().run();
    }
  }
}
