package dev.longtail.training.generate;

import dev.longtail.udfs.text.CommandHash;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Seeded random numbers. Only {@link SplittableRandom#nextLong()} (SplitMix64, Steele, Lea and
 * Flood 2014) fixes their sequence. The JDK has changed between releases how it derives bounded
 * numbers, and the generated files must not change.
 */
final class Rng {
  private final SplittableRandom bits;

  private Rng(long seed) {
    bits = new SplittableRandom(seed);
  }

  /** The stream of {@code purpose}; independent of the streams of all other purposes. */
  static Rng of(long seed, String purpose) {
    return new Rng(CommandHash.mix(CommandHash.of(purpose), seed));
  }

  /** Uniform in [0, bound); the modulo bias of at most bound / 2⁶³ does not matter here. */
  int below(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive: " + bound);
    }
    return (int) ((bits.nextLong() >>> 1) % bound);
  }

  /** Uniform in [low, high]. */
  long between(long low, long high) {
    return low + (bits.nextLong() >>> 1) % (high - low + 1);
  }

  /** Uniform in [0, 1). */
  double unit() {
    return (bits.nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Shuffles by the method of Fisher and Yates. */
  void shuffle(List<?> items) {
    for (int i = items.size() - 1; i > 0; i--) {
      Collections.swap(items, i, below(i + 1));
    }
  }

  <T> T pick(List<T> items) {
    return items.get(below(items.size()));
  }
}
