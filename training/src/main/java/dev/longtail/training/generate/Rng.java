package dev.longtail.training.generate;

import dev.longtail.udfs.text.CommandHash;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Seeded random numbers whose sequence is fixed by {@link SplittableRandom#nextLong()} alone
 * (SplitMix64, Steele, Lea and Flood 2014): how the JDK derives bounded numbers from it has changed
 * between releases, and the generated files must not.
 */
final class Rng {
  private final SplittableRandom bits;

  private Rng(long seed) {
    bits = new SplittableRandom(seed);
  }

  /** The stream that belongs to {@code purpose}; independent of every other purpose's stream. */
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

  /** Fisher and Yates. */
  void shuffle(List<?> items) {
    for (int i = items.size() - 1; i > 0; i--) {
      Collections.swap(items, i, below(i + 1));
    }
  }

  <T> T pick(List<T> items) {
    return items.get(below(items.size()));
  }
}
