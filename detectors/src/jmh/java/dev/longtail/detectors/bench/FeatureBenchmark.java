package dev.longtail.detectors.bench;

import dev.longtail.udfs.bench.BareLoop;
import dev.longtail.udfs.features.ExpertFeatures;
import dev.longtail.udfs.features.FeatureRow;
import dev.longtail.udfs.features.FullScaleFeatures;
import dev.longtail.udfs.features.TokenVocabulary;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The full-scale features of unique lines, with a vocabulary of 1,024 tokens: ours, a bare loop and
 * ordinary Java, in lines a second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FeatureBenchmark {
  private static final int FITTED = 4096;

  private FullScaleFeatures features;
  private FeatureRow row;
  private final ExpertFeatures expert = new ExpertFeatures();
  private final double[] expertValues = new double[ExpertFeatures.count()];
  private BareLoop bareLoop;
  private OrdinaryJava ordinaryJava;

  @Setup
  public void setUp(UniqueLines unique) {
    TokenVocabulary vocabulary = fitVocabulary(unique);
    features = new FullScaleFeatures(vocabulary);
    row = new FeatureRow(features.columns());
    bareLoop = new BareLoop(vocabulary);
    ordinaryJava = new OrdinaryJava(vocabulary);
  }

  @Benchmark
  @OperationsPerInvocation(UniqueLines.COUNT)
  public void fullScale(UniqueLines unique, Blackhole out) {
    for (String line : unique.lines) {
      features.extract(line, row);
      out.consume(row.count());
    }
  }

  @Benchmark
  @OperationsPerInvocation(UniqueLines.COUNT)
  public void expertOnly(UniqueLines unique, Blackhole out) {
    for (String line : unique.lines) {
      expert.extract(line, expertValues);
      out.consume(expertValues[1]);
    }
  }

  @Benchmark
  @OperationsPerInvocation(UniqueLines.COUNT)
  public void bareLoop(UniqueLines unique, Blackhole out) {
    for (String line : unique.lines) {
      out.consume(bareLoop.extract(line));
    }
  }

  @Benchmark
  @OperationsPerInvocation(UniqueLines.COUNT)
  public void ordinaryJava(UniqueLines unique, Blackhole out) {
    for (String line : unique.lines) {
      out.consume(ordinaryJava.extract(line));
    }
  }

  /** Lines a second of a fit on 4,096. */
  @Benchmark
  @OperationsPerInvocation(FITTED)
  public TokenVocabulary fitVocabulary(UniqueLines unique) {
    return TokenVocabulary.fit(unique.lines.subList(0, FITTED), TokenVocabulary.SIZE);
  }
}
