package dev.longtail.detectors.bench;

import dev.longtail.detectors.model.AnomalyModel;
import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.detectors.distance.PcaReconstructionDetector;
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
import smile.feature.extraction.PCA;

/** PCA reconstruction beside Smile. Commons Math is left out: its covariance alone takes minutes. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = "-Xmx4g")
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class PcaBenchmark {
  /** A fitted model. */
  @State(Scope.Thread)
  public static class Fitted {
    private AnomalyModel model;
    private int next;

    /** Fits it. */
    @Setup
    public void fit(Clustered.Rows rows) {
      model = PcaReconstructionDetector.DEFAULT.fit(FeatureTable.of(rows.values), 1);
    }
  }

  @Benchmark
  public AnomalyModel fit(Clustered.Rows rows) {
    return PcaReconstructionDetector.DEFAULT.fit(FeatureTable.of(rows.values), 1);
  }

  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  @Warmup(iterations = 3, time = 1)
  @Measurement(iterations = 5, time = 1)
  public double score(Clustered.Rows rows, Fitted fitted) {
    fitted.next = (fitted.next + 1) % rows.values.length;
    return fitted.model.score(rows.values[fitted.next]);
  }

  @Benchmark
  public Object smileFit(Clustered.WideRows rows) {
    return PCA.fit(rows.values);
  }
}
