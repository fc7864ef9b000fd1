package dev.longtail.detectors.bench;

import dev.longtail.udfs.marks.AttackMarks;
import dev.longtail.udfs.reading.Readings;
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

/** Marks of attacks on unique lines, in lines a second, beside the readings alone. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 10, time = 2)
@Measurement(iterations = 5, time = 2)
public class MarksBenchmark {
  @Benchmark
  @OperationsPerInvocation(UniqueLines.COUNT)
  public void marks(UniqueLines unique, Blackhole out) {
    for (String line : unique.lines) {
      out.consume(AttackMarks.BUILT_IN.of(line));
    }
  }

  @Benchmark
  @OperationsPerInvocation(UniqueLines.COUNT)
  public void readings(UniqueLines unique, Blackhole out) {
    for (String line : unique.lines) {
      out.consume(Readings.of(line).all());
    }
  }
}
