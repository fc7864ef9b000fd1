package dev.longtail.udfs.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.embedding.FakeEmbedder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The function in its operator, with an embedder that computes when it is told to. */
@Timeout(60)
class EmbedFunctionTest {
  private static final EmbeddingModel MODEL = new EmbeddingModel("fake", "none", "none");

  /** Static because the operator gets a serialised copy of the function. */
  private static FakeEmbedder fake;

  @BeforeEach
  void start() {
    fake = new FakeEmbedder();
  }

  @AfterEach
  void everythingIsGivenBack() {
    assertThat(SharedEmbedder.inUse()).isZero();
    assertThat(fake.isClosed()).isTrue();
  }

  @Test
  void eachRecordGetsItsVectorWhateverTheBatches() throws Exception {
    try (var operator = operator()) {
      operator.open();
      List<String> records = List.of("dddd", "aa", "none", "bb", "eeee", "aa");
      for (String record : records) {
        operator.processElement(record, 0);
      }
      operator.endInput();
      assertThat(operator.extractOutputValues())
          .containsExactlyInAnyOrder(
              withVector("dddd"),
              withVector("aa"),
              "none without a vector",
              withVector("bb"),
              withVector("eeee"),
              withVector("aa"));
    }
  }

  @Test
  void aRestoreInTheMiddleOfABatchLosesNothingAndDoublesNothing() throws Exception {
    List<String> records = IntStream.range(0, 40).mapToObj(i -> "r".repeat(2 + i % 3) + i).toList();
    fake.permits.drainPermits();
    List<String> results = new ArrayList<>();
    OperatorSubtaskState checkpoint;
    try (var operator = operator()) {
      operator.open();
      for (String record : records) {
        operator.processElement(record, 0);
      }
      // Two batches are computed, a third is under way, the others wait.
      fake.permits.release(2);
      fake.begun.acquire(3);
      runMails(operator);
      results.addAll(operator.extractOutputValues());
      assertThat(results).isNotEmpty().hasSizeLessThan(30);
      checkpoint = operator.snapshot(1, 1);
      // It crashes: what this one computes from here on is seen by nobody.
      fake.permits.release(100);
    }
    fake = new FakeEmbedder();
    try (var restored = operator()) {
      restored.initializeState(checkpoint);
      restored.open();
      restored.endInput();
      results.addAll(restored.extractOutputValues());
    }
    assertThat(results)
        .containsExactlyInAnyOrderElementsOf(
            records.stream().map(EmbedFunctionTest::withVector).toList());
  }

  @Test
  void aModelThatFailsFailsTheTask() throws Exception {
    try (var operator = operator()) {
      operator.open();
      operator.processElement("broken", 0);
      fake.begun.acquire();
      assertThatThrownBy(operator::endInput).hasRootCauseMessage("no vector for this");
    }
  }

  @Test
  void subtasksShareTheModelAndEachAddsAWorker() throws Exception {
    try (SharedEmbedder.Lease one = SharedEmbedder.lease(MODEL, m -> fake);
        SharedEmbedder.Lease two =
            SharedEmbedder.lease(
                MODEL,
                m -> {
                  throw new AssertionError("loaded twice");
                })) {
      assertThat(two.get()).isSameAs(one.get());
      assertThat(one.batching()).isSameAs(two.batching()).isSameAs(one.batching());
      fake.permits.drainPermits();
      var vectors = List.of(one.batching().embed("aaaa"), two.batching().embed("bb"));
      fake.begun.acquire(2);
      fake.permits.release(100);
      assertThat(vectors.get(0).get()).isEqualTo(FakeEmbedder.vectorOf("aaaa"));
      one.close();
      one.close();
      assertThat(fake.isClosed()).isFalse();
      assertThat(two.batching().embed("cc").get()).isEqualTo(FakeEmbedder.vectorOf("cc"));
    }
    assertThatThrownBy(
            () ->
                SharedEmbedder.lease(
                    MODEL,
                    m -> {
                      throw new IllegalArgumentException("no model");
                    }))
        .hasMessage("no model");
  }

  private static String withVector(String record) {
    return record + " " + (long) FakeEmbedder.vectorOf(record)[0];
  }

  private static OneInputStreamOperatorTestHarness<String, String> operator() throws Exception {
    EmbedFunction<String, String> function =
        new EmbedFunction<>(
            MODEL,
            model -> fake,
            record -> record.equals("none") ? null : record,
            (record, text, vector) ->
                vector == null ? record + " without a vector" : record + " " + (long) vector[0]);
    return new OneInputStreamOperatorTestHarness<>(
        new BufferedAsync(EmbedFunction.CAPACITY, 10_000).factory(function),
        StringSerializer.INSTANCE);
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
