package dev.longtail.training.metrics;

import java.util.SplittableRandom;

/** Independent generators from one seed and a number. */
final class Seeds {
  /** The golden ratio's 64 bits, as in SplittableRandom: it spreads small numbers. */
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private Seeds() {}

  static SplittableRandom random(long seed, int number) {
    return new SplittableRandom(new SplittableRandom(seed ^ (SPREAD * (number + 1L))).nextLong());
  }
}
