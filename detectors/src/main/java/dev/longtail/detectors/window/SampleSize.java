package dev.longtail.detectors.window;

import java.io.Serializable;

/**
 * How many of a window's unique commands the reduced scale takes: those whose salted hash lies in
 * the first {@code share} of all hashes, and of these at most the {@code count} smallest.
 *
 * @param share in (0, 1]
 * @param count of a window, divided by the shards and rounded up; a bound of memory too: about 2 KB
 *     each
 */
public record SampleSize(double share, int count) implements Serializable {
  /** So many commands are embedded in five minutes on two cores. */
  public static final SampleSize DEFAULT = new SampleSize(1, 100_000);

  /** Refuses what takes nothing. */
  public SampleSize {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "a sample's share of " + share + "; more than 0 and at most 1, e.g. 0.08");
    }
    if (count < 2) {
      throw new IllegalArgumentException("a sample of " + count + "; at least 2");
    }
  }

  /** The count's part that each of so many shards takes. */
  public int ofShard(int shards) {
    return Math.max(2, (int) (((long) count + shards - 1) / shards));
  }

  /**
   * Whether a command may belong to the sample, as far as can be told before the window closes. So
   * only those are embedded that have a chance to stay.
   *
   * <p>A command among the shard's {@code n} smallest hashes at last has fewer than {@code n}
   * before it at any time, while of {@code u} commands seen {@code u p} are expected before the
   * position {@code p}. It is refused where {@code u p > n + 10 √n + 64}: by a Chernoff bound a
   * member of the sample is refused with a probability below {@code e^-36}, less than that of two
   * equal hashes.
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
