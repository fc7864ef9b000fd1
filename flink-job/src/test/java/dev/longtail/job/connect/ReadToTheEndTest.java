package dev.longtail.job.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** When a topic of exemplars counts as read. */
class ReadToTheEndTest {
  private static final TopicPartition A = new TopicPartition("t", 0);
  private static final TopicPartition B = new TopicPartition("t", 1);
  private static final String LAST = "all watermark " + Long.MAX_VALUE;

  private final ManualErrands errands = new ManualErrands();
  private final FakeEnds broker = new FakeEnds();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final RecordedOutput output = new RecordedOutput();
  private final ReadToTheEnd<String> watch =
      new ReadToTheEnd<>(errands, () -> Map.copyOf(positions), broker);

  @Test
  void silenceIsNoEnd() {
    broker.set(A, 10, 10);
    positions.put(A, 3L);
    pass(50);
    assertThat(output.said()).isEmpty();
    positions.put(A, 10L);
    pass(1);
    assertThat(output.said()).containsExactly(LAST);
    pass(5);
    assertThat(output.said()).isEmpty();
  }

  @Test
  void theEndIsTheOneOfTheStart() {
    broker.set(A, 10, 10);
    positions.put(A, 3L);
    pass(1);
    broker.set(A, 1000, 1000);
    positions.put(A, 10L);
    pass(2);
    assertThat(output.said()).containsExactly(LAST);
  }

  @Test
  void everyPartitionIsReadAlsoOneThatIsAssignedLater() {
    broker.set(A, 10, 10);
    broker.set(B, 1, 1);
    positions.put(A, 10L);
    pass(10);
    assertThat(output.said()).isEmpty();
    positions.put(B, 1L);
    pass(2);
    assertThat(output.said()).containsExactly(LAST);
  }

  @Test
  void anEmptyTopicIsAtItsEnd() {
    broker.set(A, 0, 0);
    positions.put(A, -2L); // Flink's marker for the beginning
    pass(3);
    assertThat(output.said()).containsExactly(LAST);
  }

  @Test
  void markersOfTransactionsAreNoRecords() {
    broker.set(A, 8, 10);
    positions.put(A, 7L);
    pass(10);
    assertThat(output.said()).isEmpty();
    positions.put(A, 8L);
    pass(3);
    assertThat(output.said()).containsExactly(LAST);
  }

  @Test
  void withoutABrokerThereIsNoEnd() {
    broker.away = true;
    broker.set(A, 8, 10);
    positions.put(A, 8L);
    pass(20);
    assertThat(output.said()).isEmpty();
    broker.away = false;
    pass(1);
    broker.away = true;
    pass(20);
    assertThat(output.said()).isEmpty();
    broker.away = false;
    pass(4);
    assertThat(output.said()).containsExactly(LAST);
  }

  private void pass(int periods) {
    for (int i = 0; i < periods; i++) {
      watch.act(output);
      errands.answer();
      errands.pass();
      errands.answer();
      watch.act(output);
    }
  }
}
