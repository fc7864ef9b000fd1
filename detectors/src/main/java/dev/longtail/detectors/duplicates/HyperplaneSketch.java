package dev.longtail.detectors.duplicates;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * The signs of a vector's projections on {@value #BITS} fixed random directions: 32 bytes that tell
 * which vectors may be near another one (Charikar, "Similarity Estimation Techniques from Rounding
 * Algorithms", 2002).
 *
 * <p>Two vectors of angle θ differ in each bit with probability θ/π, so the number of bits they
 * differ in (their Hamming distance) is binomial, and a bound on it follows from a threshold on the
 * cosine: {@link #bound}. The directions are the same for all vectors of a dimension, forever: a
 * sketch is a function of its vector, and whether two sketches are within the bound is a relation
 * of two vectors that knows no order, no batch and no index.
 */
final class HyperplaneSketch {
  /** Directions. */
  static final int BITS = 256;

  /** Longs of a sketch. */
  static final int WORDS = BITS / Long.SIZE;

  /** The share of the pairs at the threshold itself that the bound lets pass. */
  static final double RECALL = 0.9999;

  private static final long SEED = 0x6c6f6e677461696cL;
  private static final Map<Integer, HyperplaneSketch> BY_DIMENSIONS = new ConcurrentHashMap<>();

  /** {@code directions[d][bit]}: component d of all directions, so that the inner loop is plain. */
  private final float[][] directions;

  private HyperplaneSketch(int dimensions) {
    // java.util.Random: its Gaussians are specified to the last bit (polar method, StrictMath).
    Random random = new Random(SEED);
    directions = new float[dimensions][BITS];
    for (float[] component : directions) {
      for (int bit = 0; bit < BITS; bit++) {
        component[bit] = (float) random.nextGaussian();
      }
    }
  }

  /** The sketch of vectors with {@code dimensions} components. */
  static HyperplaneSketch of(int dimensions) {
    return BY_DIMENSIONS.computeIfAbsent(dimensions, HyperplaneSketch::new);
  }

  /**
   * The largest Hamming distance of a near-duplicate's sketches: the least that {@value #RECALL} of
   * the pairs whose cosine is exactly {@code cosine} keep. Of pairs with a greater cosine more do.
   */
  static int bound(double cosine) {
    double differing = StrictMath.acos(cosine) / Math.PI;
    return new BinomialDistribution(null, BITS, differing).inverseCumulativeProbability(RECALL);
  }

  /** The sketch of the vector that begins at {@code offset}. */
  long[] sketch(float[] vectors, int offset) {
    float[] sums = new float[BITS];
    for (int d = 0; d < directions.length; d++) {
      float value = vectors[offset + d];
      float[] component = directions[d];
      for (int bit = 0; bit < BITS; bit++) {
        sums[bit] += value * component[bit];
      }
    }
    long[] sketch = new long[WORDS];
    for (int bit = 0; bit < BITS; bit++) {
      if (sums[bit] > 0) {
        sketch[bit / Long.SIZE] |= 1L << bit;
      }
    }
    return sketch;
  }
}
