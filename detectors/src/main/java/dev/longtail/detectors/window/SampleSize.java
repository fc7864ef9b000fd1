package dev.longtail.detectors.window;

import java.io.Serializable;

/**
 * The size of the reduced scale's sample. A command belongs to the sample if its salted hash is in
 * the first {@code share} of all hashes and among the {@code count} smallest.
 *
 * @param share in (0, 1]
 * @param count commands of a window; divided by the number of shards and rounded up. It also bounds
 *     the memory: about 2 KB for each command
 */
public record SampleSize(double share, int count) implements Serializable {
  /** 100,000 commands, which two cores embed in five minutes. */
  public static final SampleSize DEFAULT = new SampleSize(1, 100_000);

  /** Refuses a share outside (0, 1] and a count below 2. */
  public SampleSize {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "a sample's share of " + share + "; more than 0 and at most 1, e.g. 0.08");
    }
    if (count < 2) {
      throw new IllegalArgumentException("a sample of " + count + "; at least 2");
    }
  }

  /** The part of the count that each of {@code shards} shards takes. */
  public int ofShard(int shards) {
    return Math.max(2, (int) (((long) count + shards - 1) / shards));
  }

  /**
   * Whether a command may still belong to the sample while the window is open. Only such commands
   * are embedded.
   *
   * <p>The final sample holds the shard's {@code n} smallest hashes, so each of them always has
   * fewer than {@code n} smaller ones. Let {@code p} be the share of all hashes that are smaller
   * than this command's. Of {@code u} commands seen so far, {@code u p} are then expected to be
   * smaller. The command is refused if {@code u p > n + 10 √n + 64}. By a Chernoff bound this
   * refuses a command of the final sample with a probability below {@code e^-36}, less than that of
   * two equal hashes.
   *
   * @param hash of the command
   * @param window start of the window
   * @param shardSize {@link #ofShard}
   * @param unique commands the shard has seen of the window
   */
  boolean mayTake(long hash, long window, int shardSize, long unique) {
    double position = HashRankSample.position(hash, window);
    return position < share && position * unique <= shardSize + 10 * Math.sqrt(shardSize) + 64;
  }
}
