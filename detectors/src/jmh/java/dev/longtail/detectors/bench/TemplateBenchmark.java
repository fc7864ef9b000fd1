package dev.longtail.detectors.bench;

import dev.longtail.udfs.template.CommandTemplate;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Templates of unique lines, in lines a second, beside what one regular expression alone costs. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TemplateBenchmark {
  private static final Pattern DIGITS = Pattern.compile("\\d+");

  @Benchmark
  @OperationsPerInvocation(UniqueLines.COUNT)
  public void template(UniqueLines unique, Blackhole out) {
    for (String line : unique.lines) {
      out.consume(CommandTemplate.of(line));
    }
  }

  /** What a template would be if numbers were all that is volatile. */
  @Benchmark
  @OperationsPerInvocation(UniqueLines.COUNT)
  public void oneRegularExpression(UniqueLines unique, Blackhole out) {
    for (String line : unique.lines) {
      out.consume(DIGITS.matcher(line).replaceAll("<num>"));
    }
  }
}
