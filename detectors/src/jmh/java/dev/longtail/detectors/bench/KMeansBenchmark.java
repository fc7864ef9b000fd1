package dev.longtail.detectors.bench;

import dev.longtail.detectors.model.AnomalyModel;
import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.detectors.distance.KMeansDistanceDetector;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.math3.ml.clustering.DoublePoint;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
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
import smile.clustering.KMeans;

/** k-means distance, 20 centroids, beside plain k-means of Smile and Commons Math. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = "-Xmx4g")
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class KMeansBenchmark {
  private static final KMeansDistanceDetector DETECTOR =
      new KMeansDistanceDetector(Clustered.CLUSTERS, 0.1);

  /** A fitted model. */
  @State(Scope.Thread)
  public static class Fitted {
    private AnomalyModel model;
    private int next;

    /** Fits it. */
    @Setup
    public void fit(Clustered.Rows rows) {
      model = DETECTOR.fit(FeatureTable.of(rows.values), 1);
    }
  }

  @Benchmark
  public AnomalyModel fit(Clustered.Rows rows) {
    return DETECTOR.fit(FeatureTable.of(rows.values), 1);
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
    return KMeans.fit(rows.values, Clustered.CLUSTERS);
  }

  @Benchmark
  public Object commonsMathFit(Clustered.WideRows rows) {
    List<DoublePoint> points =
        Arrays.stream(rows.values)
            .map(DoublePoint::new)
            .toList();
    return new KMeansPlusPlusClusterer<
            DoublePoint>(Clustered.CLUSTERS, 30)
        .cluster(points);
  }
}
