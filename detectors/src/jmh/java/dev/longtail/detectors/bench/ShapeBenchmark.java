package dev.longtail.detectors.bench;

import dev.longtail.udfs.shape.CommandShape;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Shapes of unique lines and their digests, in lines a second. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ShapeBenchmark {
  @Benchmark
  @OperationsPerInvocation(UniqueLines.COUNT)
  public void shape(UniqueLines unique, Blackhole out) {
    for (String line : unique.lines) {
      out.consume(CommandShape.of(line).digest());
    }
  }
}
