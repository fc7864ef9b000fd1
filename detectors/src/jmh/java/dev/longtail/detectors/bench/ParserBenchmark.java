package dev.longtail.detectors.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.longtail.udfs.event.NativeEventParser;
import java.io.IOException;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Records of native JSON a second, beside a loop over Jackson's tokens that keeps the texts only. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ParserBenchmark {
  private static final int RECORDS = 8192;

  private final List<byte[]> records = BenchmarkLines.records(RECORDS);
  private final NativeEventParser parser = new NativeEventParser();
  private final JsonFactory factory = new JsonFactory();

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public void parse(Blackhole out) {
    for (byte[] record : records) {
      out.consume(parser.parse(record));
    }
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public void bareJackson(Blackhole out) throws IOException {
    for (byte[] record : records) {
      try (JsonParser json = factory.createParser(record)) {
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
          if (token == JsonToken.VALUE_STRING) {
            out.consume(json.getText());
          } else if (token == JsonToken.VALUE_NUMBER_INT) {
            out.consume(json.getLongValue());
          }
        }
      }
    }
  }
}
