package dev.longtail.detectors.bench;

import dev.longtail.udfs.core.CommandTemplate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Templates of unique lines, in lines a second, beside what one regular expression alone costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TemplateBenchmark {
  private static final int LINES = 8192;
  private static final Pattern DIGITS = Pattern.compile("\\d+");

  /** Lines shorter than this are left out. */
  @Param({"1", "45"})
  int shortest;

  private List<String> lines;

  @Setup
  public void setUp() {
    lines = BenchmarkLines.unique(LINES, shortest);
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void template(Blackhole out) {
    for (String line : lines) {
      out.consume(CommandTemplate.of(line));
    }
  }

  /** What a template would be if numbers were all that is volatile. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public void oneRegularExpression(Blackhole out) {
    for (String line : lines) {
      out.consume(DIGITS.matcher(line).replaceAll("<num>"));
    }
  }
}
