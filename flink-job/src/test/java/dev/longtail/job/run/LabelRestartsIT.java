package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.ProviderProfile;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.labeler.flink.LabelOperatorFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job that fails twenty times behind the labeler, and is restarted by Flink each time: every line
 * comes out once, the server is asked about it once but for the calls in flight, and the cap on
 * calls holds.
 */
class LabelRestartsIT {
  private static final int FAILURES = 20;
  private static final int LINES = 400;
  private static final int CONCURRENCY = 4;

  /** The job's tasks find the test here: they run in its JVM. */
  private static final AtomicInteger FAILED = new AtomicInteger();

  @TempDir Path folder;

  /** Fails after a few records, at most twenty times. */
  private static final class Failing extends ProcessFunction<String, String> {
    private static final long serialVersionUID = 1L;
    private transient int left;

    @Override
    public void processElement(String line, Context context, Collector<String> out) {
      if (FAILED.get() < FAILURES) {
        left = left == 0 ? new SplittableRandom(FAILED.get()).nextInt(5, 30) : left - 1;
        if (left == 1) {
          throw new IllegalStateException("failure " + FAILED.incrementAndGet());
        }
      }
      out.collect(line);
    }
  }

  @Test
  void twentyFailuresPassNoCapAndRepeatOnlyCallsInFlight() throws Exception {
    FAILED.set(0);
    long cap = LINES + FAILURES * CONCURRENCY;
    Path journal = folder.resolve("journal");
    try (LocalLabelServer server = LocalLabelServer.start(0)) {
      LabelerOptions options =
          LabelerOptions.endpoint(server.url(), LocalLabelServer.MODEL, ProviderProfile.PLAIN)
              .withConcurrency(CONCURRENCY)
              .withPatience(Duration.ofMinutes(2))
              .withCaps(cap, Long.MAX_VALUE)
              .withJournal(journal.toUri().toString());
      List<String> out = new ArrayList<>();
      try (CloseableIterator<String> results = job(options).executeAndCollect()) {
        results.forEachRemaining(out::add);
      }
      assertThat(FAILED.get()).isEqualTo(FAILURES);
      assertThat(out).hasSize(LINES).doesNotHaveDuplicates();
      assertThat(out).allMatch(line -> line.endsWith(" BENIGN"));
      assertThat(server.answers()).isBetween((long) LINES, cap);
      assertThat(options.budget().calls()).isBetween(server.answers(), cap);
      try (Stream<Path> files = Files.list(journal)) {
        assertThat(files).as("folded").hasSizeLessThan(LINES);
      }
    }
  }

  private DataStream<String> job(LabelerOptions options) {
    Configuration config = new Configuration();
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 2 * FAILURES);
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(20));
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri() + "checkpoints");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, config);
    env.enableCheckpointing(100);
    return env.fromSource(
            new DataGeneratorSource<>(
                number -> "git show " + number,
                LINES,
                RateLimiterStrategy.perSecond(100),
                Types.STRING),
            WatermarkStrategy.noWatermarks(),
            "lines")
        .uid("lines")
        .transform(
            "label",
            Types.STRING,
            new LabelOperatorFactory<String, String>(
                options,
                line -> line,
                line -> 0,
                (line, result) -> line + " " + result.verdict(),
                line -> false))
        .setParallelism(1)
        .uid("label")
        .process(new Failing())
        .uid("failing");
  }
}
