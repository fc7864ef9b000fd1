package dev.longtail.detectors.bench;

import dev.longtail.detectors.forest.IsolationForest;
import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.udfs.bench.BareForest;
import dev.longtail.udfs.features.FeatureRow;
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
 * What a score costs in production's shape: rows of 2,192 columns of which about 60 are not 0, set
 * in a row that is reused. {@code fillRow} is the part of it that no forest is to blame for.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SparseForestBenchmark {
  private final SparseRows rows = new SparseRows();
  private final FeatureRow row = new FeatureRow(SparseRows.COLUMNS);
  private final IsolationForest forest = IsolationForestDetector.DEFAULT.fit(rows.table(), 1);
  private final BareForest bare = new BareForest(rows.dense(), 100, 256, 1);
  private int next;

  private FeatureRow next() {
    next = next + 1 == SparseRows.ROWS ? 0 : next + 1;
    rows.copy(next, row);
    return row;
  }

  @Benchmark
  public FeatureRow fillRow() {
    return next();
  }

  @Benchmark
  public double score() {
    return forest.isolation(next());
  }

  @Benchmark
  public double scoreAllColumns() {
    return forest.score(next().values());
  }

  @Benchmark
  public double scoreBare() {
    return bare.totalPathLength(next().values());
  }
}
