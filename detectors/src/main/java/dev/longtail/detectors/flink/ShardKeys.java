package dev.longtail.detectors.flink;

import dev.longtail.detectors.window.Sighting;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * The Flink keys of the shards.
 *
 * <p>Flink hashes a key to one of {@code maxParallelism} key groups and deals these out to the
 * subtasks in equal ranges. A few shards would meet in the same ranges by chance, and a subtask
 * with two shards works twice as long as one with one. So each shard gets as its key the smallest
 * number that falls into the key group it should have; the groups lie at equal distances. The keys
 * depend on shards and maximum parallelism only, both fixed for the life of a job's state.
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

  /** The key of the shard that a command with this hash belongs to. */
  int keyOf(long commandHash) {
    return keys[(int) Math.floorMod(commandHash, (long) keys.length)];
  }
}
