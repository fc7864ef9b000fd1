package dev.longtail.detectors.bench;

import com.amazon.randomcutforest.RandomCutForest;
import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.detectors.forest.IsolationForest;
import dev.longtail.detectors.forest.IsolationForestDetector;
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
 * What a fit costs: 100 trees of 256 rows out of 10,000 dense ones of 100 columns, or out of 4,096
 * sparse ones of 2,192.
 *
 * <p>Smile ignores its subsample rate and grows on all rows; AWS Random Cut Forest updates a stream
 * row by row. Neither can be told to do what the others do.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ForestFitBenchmark {
  private final float[][] rows = ForestBenchmark.gaussian(10_000, 100);
  private final double[][] doubles = ForestBenchmark.doubles(rows);
  private final FeatureTable dense = FeatureTable.of(rows);
  private final FeatureTable sparse = new SparseRows().table();
  private long seed;

  @Benchmark
  public IsolationForest fit() {
    return IsolationForestDetector.DEFAULT.fit(dense, seed++);
  }

  @Benchmark
  public IsolationForest fitSparse() {
    return IsolationForestDetector.DEFAULT.fit(sparse, seed++);
  }

  @Benchmark
  public IsolationForest fitExtended() {
    return new IsolationForestDetector(100, 256, 1).fit(dense, seed++);
  }

  @Benchmark
  public smile.anomaly.IsolationForest fitSmile() {
    return smile.anomaly.IsolationForest.fit(doubles, 100, 8, 256.0 / rows.length, 0);
  }

  @Benchmark
  public RandomCutForest fitAws() {
    return ForestBenchmark.randomCutForest(rows);
  }
}
