package dev.longtail.detectors.duplicates;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * The sketch of a vector: the signs of its projections on {@value #BITS} fixed random directions,
 * 32 bytes (Charikar, "Similarity Estimation Techniques from Rounding Algorithms", 2002). Sketches
 * of vectors that are near each other differ in few bits.
 *
 * <p>Two vectors of angle θ differ in each bit with probability θ/π. The number of bits in which
 * they differ (the Hamming distance) is therefore binomial. A threshold on the cosine gives a bound
 * on it: {@link #bound}.
 *
 * <p>The directions are the same for all vectors of a dimension and never change. So a sketch is a
 * function of its vector, and a pair is within the bound or not, whatever the order, the batch or
 * the index.
 */
final class HyperplaneSketch {
  /** Number of directions. */
  static final int BITS = 256;

  /** Number of longs in a sketch. */
  static final int WORDS = BITS / Long.SIZE;

  /** Share of the pairs exactly at the threshold that are within the bound. */
  static final double RECALL = 0.9999;

  private static final long SEED = 0x6c6f6e677461696cL;
  private static final Map<Integer, HyperplaneSketch> BY_DIMENSIONS = new ConcurrentHashMap<>();

  /** {@code directions[d][bit]}: component d of all directions. The inner loop runs over bits. */
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
   * The largest Hamming distance that near-duplicates may have: the smallest one that holds for
   * {@value #RECALL} of the pairs whose cosine is exactly {@code cosine}. It holds for a larger
   * share of the pairs with a greater cosine.
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
