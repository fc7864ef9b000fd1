package dev.longtail.detectors.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardKeysTest {
  @ParameterizedTest
  @CsvSource({"4,1", "4,2", "4,4", "8,2", "8,4", "16,8", "128,3"})
  void shardsAreDealtOutEvenly(int shards, int parallelism) {
    ShardKeys keys = new ShardKeys(shards, 128);
    Map<Integer, Integer> bySubtask = new TreeMap<>();
    for (int shard = 0; shard < shards; shard++) {
      int key = keys.keyOf(shard);
      bySubtask.merge(
          KeyGroupRangeAssignment.assignKeyToParallelOperator(key, 128, parallelism),
          1,
          Integer::sum);
    }
    assertThat(bySubtask).hasSize(parallelism);
    assertThat(bySubtask.values())
        .allSatisfy(
            load -> assertThat(load).isBetween(shards / parallelism, shards / parallelism + 1));
  }

  @Test
  void refusesMoreShardsThanKeyGroups() {
    assertThatThrownBy(() -> new ShardKeys(129, 128)).isInstanceOf(IllegalArgumentException.class);
  }
}
