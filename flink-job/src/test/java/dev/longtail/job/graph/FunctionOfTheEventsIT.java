package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.connect.FileSinks;
import dev.longtail.job.run.Funnel;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import dev.longtail.udfs.testing.SmallModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.reader.TextLineInputFormat;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * A result is a function of the events: in any order of arrival within the bounded
 * out-of-orderness, at any parallelism, streaming or bounded, and killed at any point, the same
 * events give the same output, byte for byte once it is sorted.
 */
class FunctionOfTheEventsIT {
  private static final int DAYS = 3;
  private static final Duration LATENESS = Duration.ofHours(5);
  private static final int EVENTS_A_SECOND = 2500;

  /** The records of a run, by its name: sources are serialised and find them here. */
  private static final Map<String, List<SourceRecord>> RECORDS = new ConcurrentHashMap<>();

  private static final Map<String, AtomicInteger> DEATHS = new ConcurrentHashMap<>();

  @TempDir static Path folder;
  private static List<SourceRecord> inOrder;
  private static TopologyOptions options;
  private static Map<Output, List<String>> reference;
  private static Path known;

  /**
   * How the events are run.
   *
   * @param shuffle order of their arrival
   * @param parallelism of every operator
   * @param mode streaming or batch
   * @param kills how often the job is killed and restored; streaming only
   * @param knows whether it knows the exemplars of the reference, as a run over the same days does
   */
  record Run(long shuffle, int parallelism, RuntimeExecutionMode mode, int kills, boolean knows) {}

  @BeforeAll
  static void makeTheReference() throws Exception {
    GeneratedData data = GeneratedDays.generate(folder.resolve("data"), DAYS, 700);
    NativeEventParser parser = new NativeEventParser();
    inOrder = new ArrayList<>();
    for (String line : GeneratedDays.lines(data.telemetry())) {
      byte[] record = line.getBytes(StandardCharsets.UTF_8);
      inOrder.add(SourceRecord.parse(parser, record, "line " + inOrder.size()));
    }
    TopologyOptions defaults = TopologyOptions.DEFAULT;
    // Pools of 30 are far smaller than the 150 lines of a shard: the previous models choose.
    options =
        new TopologyOptions(
            new TopologyOptions.Events(
                defaults.events().windows(), GeneratedDays.january(DAYS), LATENESS),
            new TopologyOptions.Ranking(
                Scales.BOTH,
                4,
                8,
                new IsolationForestDetector(25, 64),
                new ShardWindow.Limits(80, 30, 1024),
                new SampleSize(0.7, 100)),
            new TopologyOptions.NearDuplicates(
                SmallModel.MODEL, new NearDuplicateRule(SmallModel.COSINE, true)),
            new TopologyOptions.Labels(LabelerOptions.truth(data.truth()), true));
    reference = outputOf(new Run(0, 1, RuntimeExecutionMode.BATCH, 0, false), inOrder);
    // The isolation forest of the full scale and the three detectors of the reduced one.
    assertThat(reference.get(Output.ANOMALIES)).hasSize(4 * 8 * DAYS);
    assertThat(reference.get(Output.EXEMPLARS)).isNotEmpty();
    known = Files.write(folder.resolve("known.jsonl"), reference.get(Output.EXEMPLARS));
    assertThat(reference.get(Output.VERDICTS)).isNotEmpty();
    assertThat(reference.get(Output.CONTROL)).isNotEmpty();
  }

  @Property(tries = 5)
  void aStreamGivesTheSameOutputInAnyOrderKilledAnywhere(Any any) throws Exception {
    givesTheSameOutput(
        new Run(
            any.number(),
            any.of(1, 2, 4),
            RuntimeExecutionMode.STREAMING,
            any.of(0, 1, 2, 2),
            any.of(true, false)));
  }

  @Property(tries = 1)
  void aBoundedJobGivesTheSameOutputInAnyOrder(Any any) throws Exception {
    givesTheSameOutput(
        new Run(any.number(), any.of(2, 4), RuntimeExecutionMode.BATCH, 0, any.of(true, false)));
  }

  private static void givesTheSameOutput(Run run) throws Exception {
    Map<Output, List<String>> result = outputOf(run, arrival(run.shuffle()));
    assertThat(result.keySet()).isEqualTo(reference.keySet());
    reference.forEach(
        (output, lines) ->
            assertThat(result.get(output)).as(output + " of " + run).isEqualTo(lines));
  }

  /** Each event arrives between its time and the bounded out-of-orderness after it. */
  private static List<SourceRecord> arrival(long shuffle) {
    Random random = new Random(shuffle);
    IdentityHashMap<SourceRecord, Long> arrivals = new IdentityHashMap<>();
    for (SourceRecord record : inOrder) {
      long delay = (long) (random.nextDouble() * LATENESS.toMillis());
      arrivals.put(record, record.timestamp() + delay);
    }
    return inOrder.stream().sorted(Comparator.comparingLong(arrivals::get)).toList();
  }

  private static Map<Output, List<String>> outputOf(Run run, List<SourceRecord> records)
      throws Exception {
    String name = UUID.randomUUID().toString();
    RECORDS.put(name, records);
    DEATHS.put(name, new AtomicInteger());
    Path out = Files.createDirectory(folder.resolve(name));
    Random random = new Random(run.shuffle());
    boolean streaming = run.mode() == RuntimeExecutionMode.STREAMING;
    int[] killedAt = random.ints(streaming ? run.kills() : 0, 1, records.size()).sorted().toArray();
    DataGeneratorSource<SourceRecord> source =
        new DataGeneratorSource<>(
            new Events(name, killedAt),
            records.size(),
            streaming ? RateLimiterStrategy.perSecond(EVENTS_A_SECOND) : RateLimiterStrategy.noOp(),
            MappedTypeInfo.of(JobMappers.SOURCE_RECORD));
    StreamExecutionEnvironment env = environment(run, folder.resolve(name + "-checkpoints"));
    new LongtailTopology(
            source,
            run.knows() ? earlierExemplars() : null,
            new FileSinks(new org.apache.flink.core.fs.Path(out.toUri()), false),
            options,
            run.mode())
        .build(env);
    env.execute();
    assertThat(DEATHS.get(name)).as("deaths").hasValue(killedAt.length);
    Map<Output, List<String>> lines = new TreeMap<>();
    for (Output output : Output.values()) {
      Path written = out.resolve(output.folder());
      if (output != Output.FUNNEL && Files.exists(written)) {
        lines.put(output, GeneratedDays.sortedLines(written));
      }
    }
    lines.put(
        Output.FUNNEL,
        Funnel.read(out.resolve(Output.FUNNEL.folder())).rows().stream().map(Json::line).toList());
    return lines;
  }

  private static FileSource<String> earlierExemplars() {
    return FileSource.forRecordStreamFormat(
            new TextLineInputFormat(), new org.apache.flink.core.fs.Path(known.toUri()))
        .build();
  }

  private static StreamExecutionEnvironment environment(Run run, Path checkpoints) {
    Configuration config = new Configuration();
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, run.kills());
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(run.parallelism(), config);
    if (run.mode() == RuntimeExecutionMode.STREAMING) {
      env.enableCheckpointing(100);
    }
    return env;
  }

  /** Delivers the events of a run, and dies where it is told to. */
  private record Events(String run, int[] killedAt)
      implements GeneratorFunction<Long, SourceRecord> {
    @Override
    public SourceRecord map(Long index) {
      AtomicInteger deaths = DEATHS.get(run);
      int died = deaths.get();
      if (died < killedAt.length
          && index == killedAt[died]
          && deaths.compareAndSet(died, died + 1)) {
        throw new IllegalStateException("killed at event " + index);
      }
      return RECORDS.get(run).get(index.intValue());
    }
  }
}
