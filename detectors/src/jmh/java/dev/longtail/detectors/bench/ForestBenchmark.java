package dev.longtail.detectors.bench;

import com.amazon.randomcutforest.RandomCutForest;
import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.detectors.forest.IsolationForest;
import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.udfs.bench.BareForest;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a row's score costs: 100 trees of 256 rows, dense rows of 100 columns, one thread. {@code
 * src/jmh/python/forest_peer.py} times scikit-learn on rows of the same shape.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ForestBenchmark {
  private static final int ROWS = 10_000;
  private static final int COLUMNS = 100;

  /** Rows, one after the other. */
  @State(Scope.Thread)
  public static class Rows {
    final float[][] rows = gaussian(ROWS, COLUMNS);
    private int next;

    float[] next() {
      next = next + 1 == ROWS ? 0 : next + 1;
      return rows[next];
    }
  }

  /** The same rows in double precision, for peers. */
  @State(Scope.Thread)
  public static class DoubleRows {
    final double[][] rows = doubles(gaussian(ROWS, COLUMNS));
    private int next;

    double[] next() {
      next = next + 1 == ROWS ? 0 : next + 1;
      return rows[next];
    }
  }

  /** Ours. */
  @State(Scope.Thread)
  public static class Ours {
    final IsolationForest forest =
        IsolationForestDetector.DEFAULT.fit(FeatureTable.of(gaussian(ROWS, COLUMNS)), 1);
    final double[] contributions = new double[COLUMNS];
  }

  /** The extended forest of level 1. */
  @State(Scope.Thread)
  public static class Extended {
    final IsolationForest forest =
        new IsolationForestDetector(100, 256, 1).fit(FeatureTable.of(gaussian(ROWS, COLUMNS)), 1);
  }

  /** Bare loops. */
  @State(Scope.Thread)
  public static class Bare {
    final BareForest forest = new BareForest(gaussian(ROWS, COLUMNS), 100, 256, 1);
  }

  /** Smile. */
  @State(Scope.Thread)
  public static class Smile {
    final smile.anomaly.IsolationForest forest =
        smile.anomaly.IsolationForest.fit(
            doubles(gaussian(ROWS, COLUMNS)), 100, 8, 256.0 / ROWS, 0);
  }

  /** AWS Random Cut Forest. */
  @State(Scope.Thread)
  public static class Aws {
    final RandomCutForest forest = randomCutForest(gaussian(ROWS, COLUMNS));
  }

  @Benchmark
  public double score(Ours ours, Rows rows) {
    return ours.forest.score(rows.next());
  }

  @Benchmark
  public double[] contributions(Ours ours, Rows rows) {
    ours.forest.contributions(rows.next(), ours.contributions);
    return ours.contributions;
  }

  @Benchmark
  public double scoreExtended(Extended extended, Rows rows) {
    return extended.forest.score(rows.next());
  }

  @Benchmark
  public double scoreBare(Bare bare, Rows rows) {
    return bare.forest.totalPathLength(rows.next());
  }

  @Benchmark
  public double scoreSmile(Smile smile, DoubleRows rows) {
    return smile.forest.score(rows.next());
  }

  @Benchmark
  public double scoreAws(Aws aws, Rows rows) {
    return aws.forest.getAnomalyScore(rows.next());
  }

  static RandomCutForest randomCutForest(float[][] rows) {
    RandomCutForest forest =
        RandomCutForest.builder()
            .dimensions(rows[0].length)
            .numberOfTrees(100)
            .sampleSize(256)
            .randomSeed(1)
            .build();
    for (float[] row : rows) {
      forest.update(row);
    }
    return forest;
  }

  static float[][] gaussian(int rows, int columns) {
    SplittableRandom random = new SplittableRandom(1);
    float[][] table = new float[rows][columns];
    for (float[] row : table) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return table;
  }

  static double[][] doubles(float[][] rows) {
    double[][] table = new double[rows.length][rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < rows[row].length; column++) {
        table[row][column] = rows[row][column];
      }
    }
    return table;
  }
}
