package dev.longtail.detectors.window;

import dev.longtail.udfs.text.CommandHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A uniform sample of a window's unique commands: the commands with the smallest salted hashes
 * (bottom-k sampling, Cohen and Kaplan 2007). It is the same for any order of arrival. The smallest
 * hashes among the samples of several shards are a sample of all shards.
 */
public final class HashRankSample {
  private HashRankSample() {}

  /** The order of a window's sample. */
  public static Comparator<Sighting> order(long window) {
    return Comparator.comparingLong((Sighting c) -> rank(c.hash(), window))
        .thenComparingLong(Sighting::hash);
  }

  /**
   * A hash's rank in a window's sample; smaller is earlier. The sign flip makes the order unsigned.
   */
  static long rank(long hash, long window) {
    return CommandHash.mix(hash, window);
  }

  /** The share of all hashes that come before this one, in [0, 1). */
  static double position(long hash, long window) {
    return ((rank(hash, window) ^ Long.MIN_VALUE) >>> 11) * 0x1p-53;
  }

  /** The first {@code size} of n candidates in the sample's order; takes n log(size) steps. */
  public static List<Sighting> first(Collection<Sighting> candidates, int size, long window) {
    if (size <= 0) {
      return List.of();
    }
    Comparator<Sighting> order = order(window);
    PriorityQueue<Sighting> largestFirst = new PriorityQueue<>(size + 1, order.reversed());
    for (Sighting candidate : candidates) {
      largestFirst.add(candidate);
      if (largestFirst.size() > size) {
        largestFirst.remove();
      }
    }
    List<Sighting> sorted = new ArrayList<>(largestFirst);
    sorted.sort(order);
    return sorted;
  }
}
