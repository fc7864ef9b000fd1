package dev.longtail.detectors.bench;

import dev.longtail.udfs.event.EventParser;
import dev.longtail.udfs.format.AutoParser;
import dev.longtail.udfs.format.EventFormat;
import dev.longtail.udfs.format.FormatsPage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Records of each format a second: the samples of the page of the formats. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FormatBenchmark {
  @Param({
    "NATIVE", "ECS", "SYSMON", "WINSEC", "AUDITD", "OCSF", "LAUREL", "DEFENDER", "CROWDSTRIKE",
    "ESF", "TETRAGON", "FALCO", "OSQUERY"
  })
  public EventFormat format;

  private final EventParser parser = new AutoParser();
  private byte[] record;

  @Setup
  public void firstSample() {
    List<String> samples = FormatsPage.samples(format);
    record = samples.get(samples.size() - 1).getBytes(StandardCharsets.UTF_8);
  }

  @Benchmark
  public void parse(Blackhole out) {
    out.consume(parser.parse(record));
  }
}
