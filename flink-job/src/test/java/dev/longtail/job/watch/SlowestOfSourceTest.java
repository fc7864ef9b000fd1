package dev.longtail.job.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which partition is the slowest of all subtasks. */
class SlowestOfSourceTest {
  private final Map<String, Long> values = new HashMap<>();

  @Test
  void itIsTheOneThatReachedLeastAndItIsBehindTheLatestOfAll() {
    subtask(0, 4, 1000, 5_000, 70_000);
    subtask(1, 7, 9000, 2_000, 2_000);
    subtask(2, -1, 0, Long.MAX_VALUE, Long.MIN_VALUE); // It has no partition.
    assertThat(SlowestOfSource.slowest(values, 3))
        .isEqualTo(new JobReport.Slowest(7, Duration.ofSeconds(9), Duration.ofSeconds(68)));
  }

  @Test
  void aPartitionWithoutEventsIsBehindAllThatHaveSome() {
    subtask(0, 4, 1000, 5_000, 70_000);
    subtask(1, 7, 9000, Long.MIN_VALUE, Long.MIN_VALUE);
    assertThat(SlowestOfSource.slowest(values, 2))
        .isEqualTo(new JobReport.Slowest(7, Duration.ofSeconds(9), null));
  }

  @Test
  void withoutEventsOrWhileMetricsAreMissingNoneIsTheSlowest() {
    subtask(0, 4, 1000, Long.MIN_VALUE, Long.MIN_VALUE);
    assertThat(SlowestOfSource.slowest(values, 1)).isNull();
    assertThat(SlowestOfSource.slowest(values, 2)).isNull();
  }

  private void subtask(int subtask, long partition, long silent, long reached, long latest) {
    String group = subtask + ".Source__source.slowest.";
    values.put(group + "partition", partition);
    values.put(group + "silentMillis", silent);
    values.put(group + "reached", reached);
    values.put(group + "latest", latest);
  }
}
