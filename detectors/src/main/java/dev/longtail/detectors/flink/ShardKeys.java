package dev.longtail.detectors.flink;

import dev.longtail.detectors.window.Sighting;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * The Flink keys of the shards.
 *
 * <p>Flink hashes a key to one of {@code maxParallelism} key groups, and each subtask gets an equal
 * range of the groups. With plain shard numbers as keys, several shards could land in one range by
 * chance, and a subtask with two shards works twice as long as a subtask with one. So the groups of
 * the shards are spaced evenly, and the key of a shard is the smallest number that Flink hashes to
 * its group. The keys depend only on the number of shards and the maximum parallelism; both are
 * fixed for the life of a job's state.
 */
public final class ShardKeys implements KeySelector<Sighting, Integer> {
  private static final long serialVersionUID = 1L;

  private final int[] keys;

  /** Keys for a number of shards, at most the maximum parallelism. */
  public ShardKeys(int shards, int maxParallelism) {
    if (shards < 1 || shards > maxParallelism) {
      throw new IllegalArgumentException(
          shards + " shards with a maximum parallelism of " + maxParallelism);
    }
    keys = new int[shards];
    for (int shard = 0; shard < shards; shard++) {
      int group = (int) ((long) shard * maxParallelism / shards);
      int key = 0;
      while (KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism) != group) {
        key++;
      }
      keys[shard] = key;
    }
  }

  @Override
  public Integer getKey(Sighting sighting) {
    return keyOf(sighting.hash());
  }

  /** The key of the shard for commands with this hash. */
  int keyOf(long commandHash) {
    return keys[(int) Math.floorMod(commandHash, (long) keys.length)];
  }
}
