package dev.longtail.detectors.bench;

import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The shape of a reduced-scale sample: 100,000 rows of 384 columns around 20 centres. */
public final class Clustered {
  static final int ROWS = 100_000;
  static final int COLUMNS = 384;
  static final int CLUSTERS = 20;

  private Clustered() {}

  /** Rows as the detectors take them. */
  @State(Scope.Benchmark)
  public static class Rows {
    final float[][] values = rows();
  }

  /** Rows as the peers take them. */
  @State(Scope.Benchmark)
  public static class WideRows {
    final double[][] values = doubles(rows());
  }

  private static float[][] rows() {
    SplittableRandom random = new SplittableRandom(1);
    float[][] centres = new float[CLUSTERS][COLUMNS];
    for (float[] centre : centres) {
      for (int i = 0; i < COLUMNS; i++) {
        centre[i] = (float) random.nextGaussian();
      }
    }
    float[][] rows = new float[ROWS][COLUMNS];
    for (float[] row : rows) {
      float[] centre = centres[random.nextInt(CLUSTERS)];
      for (int i = 0; i < COLUMNS; i++) {
        row[i] = centre[i] + (float) random.nextGaussian();
      }
    }
    return rows;
  }

  private static double[][] doubles(float[][] rows) {
    double[][] wide = new double[rows.length][COLUMNS];
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < COLUMNS; c++) {
        wide[i][c] = rows[i][c];
      }
    }
    return wide;
  }
}
