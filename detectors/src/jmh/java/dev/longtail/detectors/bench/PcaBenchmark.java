package dev.longtail.detectors.bench;

import dev.longtail.detectors.core.AnomalyModel;
import dev.longtail.detectors.core.FeatureTable;
import dev.longtail.detectors.core.PcaReconstructionDetector;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** PCA reconstruction beside Smile. Commons Math is left out: its covariance alone takes minutes. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = "-Xmx4g")
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class PcaBenchmark {
  /** Rows as the detectors take them. */
  @State(Scope.Benchmark)
  public static class Rows {
    final float[][] rows = Clustered.rows();
  }

  /** Rows as the peers take them. */
  @State(Scope.Benchmark)
  public static class WideRows {
    final double[][] rows = Clustered.doubles(Clustered.rows());
  }

  /** A fitted model. */
  @State(Scope.Thread)
  public static class Fitted {
    private AnomalyModel model;
    private int next;

    /** Fits it. */
    @Setup
    public void fit(Rows rows) {
      model = PcaReconstructionDetector.DEFAULT.fit(FeatureTable.of(rows.rows), 1);
    }
  }

  @Benchmark
  public AnomalyModel fit(Rows rows) {
    return PcaReconstructionDetector.DEFAULT.fit(FeatureTable.of(rows.rows), 1);
  }

  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  @Warmup(iterations = 3, time = 1)
  @Measurement(iterations = 5, time = 1)
  public double score(Rows rows, Fitted fitted) {
    fitted.next = (fitted.next + 1) % rows.rows.length;
    return fitted.model.score(rows.rows[fitted.next]);
  }

  @Benchmark
  public Object smileFit(WideRows rows) {
    return smile.feature.extraction.PCA.fit(rows.rows);
  }
}
