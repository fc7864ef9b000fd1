package dev.longtail.detectors.distance;

/**
 * Adds eight weighted rows at once, in single precision: {@code sums += f0·r0 + ... + f7·r7}. To
 * load and store the sums for each row would cost more than to add.
 *
 * <p>The compiler turns a loop into vector instructions if its body is small enough to be unrolled
 * (C2's LoopUnrollLimit) and each row is an array of its own. Eight rows in one body are too many,
 * so there are two loops of four. They round as one would: from left to right.
 */
final class WeightedSum {
  /** Number of rows. */
  static final int ROWS = 8;

  private final float[] half;

  /** For sums of at most {@code length} places. Not thread-safe. */
  WeightedSum(int length) {
    this.half = new float[length];
  }

  /**
   * Adds {@code rows[row]} to {@code rows[row + 7]}, weighted by {@code factors[factor]} to {@code
   * factors[factor + 7]}, at the places {@code from} and later.
   */
  void add(float[] sums, int from, float[][] rows, int row, float[] factors, int factor) {
    begin(
        half,
        from,
        sums.length,
        rows[row],
        rows[row + 1],
        rows[row + 2],
        rows[row + 3],
        factors[factor],
        factors[factor + 1],
        factors[factor + 2],
        factors[factor + 3]);
    end(
        sums,
        from,
        half,
        rows[row + 4],
        rows[row + 5],
        rows[row + 6],
        rows[row + 7],
        factors[factor + 4],
        factors[factor + 5],
        factors[factor + 6],
        factors[factor + 7]);
  }

  private static void begin(
      float[] half,
      int from,
      int to,
      float[] r0,
      float[] r1,
      float[] r2,
      float[] r3,
      float f0,
      float f1,
      float f2,
      float f3) {
    for (int i = from; i < to; i++) {
      half[i] = f0 * r0[i] + f1 * r1[i] + f2 * r2[i] + f3 * r3[i];
    }
  }

  private static void end(
      float[] sums,
      int from,
      float[] half,
      float[] r0,
      float[] r1,
      float[] r2,
      float[] r3,
      float f0,
      float f1,
      float f2,
      float f3) {
    for (int i = from; i < sums.length; i++) {
      sums[i] += half[i] + f0 * r0[i] + f1 * r1[i] + f2 * r2[i] + f3 * r3[i];
    }
  }
}
