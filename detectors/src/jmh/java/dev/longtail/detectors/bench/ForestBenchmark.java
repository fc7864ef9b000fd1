package dev.longtail.detectors.bench;

import dev.longtail.detectors.core.FeatureTable;
import dev.longtail.detectors.core.IsolationForestDetector;
import dev.longtail.detectors.core.AnomalyModel;
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

/** Isolation forests on dense rows of 100 columns. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ForestBenchmark {
  private final float[][] rows = gaussian(10_000, 100);
  private final AnomalyModel forest =
      IsolationForestDetector.DEFAULT.fit(FeatureTable.of(rows), 1);
  private int next;

  @Benchmark
  public double score() {
    next = (next + 1) % rows.length;
    return forest.score(rows[next]);
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
}
