package dev.longtail.udfs.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchQueueTest {
  private static final long DELAY = 50;

  /** Twelve tokens make a batch. */
  private final BatchQueue<String> queue =
      new BatchQueue<>(length -> Math.max(1, 12 / length), DELAY);

  @Test
  void aBatchIsOfOneLengthOldestFirst() {
    queue.add(2, "aa", 0);
    queue.add(3, "aaa", 0);
    queue.add(2, "bb", 0);
    queue.add(2, "cc", 0);
    assertThat(queue.poll(1)).as("half full beats a quarter").containsExactly("aa", "bb", "cc");
    assertThat(queue.poll(1)).containsExactly("aaa");
    assertThat(queue.poll(1)).isEmpty();
    assertThat(queue.size()).isZero();
  }

  @Test
  void aFullBatchGoesBeforeAnOlderOneUntilThatIsOverdue() {
    queue.add(4, "rare", 0);
    for (int i = 0; i < 12; i++) {
      queue.add(2, "s" + i, 10);
    }
    assertThat(queue.poll(49)).hasSize(6).startsWith("s0");
    assertThat(queue.poll(50)).containsExactly("rare");
    assertThat(queue.poll(51)).hasSize(6).startsWith("s6");
  }

  @Test
  void ofTwoOverdueTheOlderGoesFirst() {
    queue.add(3, "young", 5);
    queue.add(7, "old", 0);
    assertThat(queue.poll(500)).containsExactly("old");
    assertThat(queue.drain()).containsExactly("young");
    assertThat(queue.size()).isZero();
  }

  /** A step is twice a length, plus one if a batch is taken after it. */
  @Property
  void everyMemberLeavesOnceInAnOrderlyBatch(Any any) {
    List<Integer> steps = any.list(0, 200, () -> any.between(4, 41));
    BatchQueue<Integer> random = new BatchQueue<>(length -> Math.max(1, 12 / length), DELAY);
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      random.add(steps.get(i) / 2, i, 10L * i);
      if (steps.get(i) % 2 == 1) {
        left.addAll(orderly(random.poll(10L * i), steps));
      }
    }
    for (List<Integer> batch = random.poll(0); !batch.isEmpty(); batch = random.poll(0)) {
      left.addAll(orderly(batch, steps));
    }
    assertThat(left).hasSize(steps.size()).doesNotHaveDuplicates();
  }

  private static List<Integer> orderly(List<Integer> batch, List<Integer> steps) {
    assertThat(batch).isNotEmpty().isSorted();
    int length = steps.get(batch.get(0)) / 2;
    assertThat(batch)
        .allSatisfy(i -> assertThat(steps.get(i) / 2).isEqualTo(length))
        .hasSizeLessThanOrEqualTo(Math.max(1, 12 / length));
    return batch;
  }
}
