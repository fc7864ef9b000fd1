package dev.longtail.detectors.bench;

import dev.longtail.udfs.core.CommandShape;
import java.util.List;
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

/** Shapes of unique lines and their digests, in lines a second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ShapeBenchmark {
  private static final int LINES = 8192;

  private List<String> lines;

  @Setup
  public void setUp() {
    lines = BenchmarkLines.unique(LINES, 1);
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void shape(Blackhole out) {
    for (String line : lines) {
      out.consume(CommandShape.of(line).digest());
    }
  }
}
