package dev.longtail.job.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.connect.FileSinks;
import dev.longtail.job.connect.RecordLinesFormat;
import dev.longtail.job.graph.LongtailTopology;
import dev.longtail.job.graph.Output;
import dev.longtail.job.graph.ProgressCounters;
import dev.longtail.job.graph.SourceRecord;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs the real topology from files of JSON to the top k of each window and measures this JVM while
 * it does: so it must be run in a JVM of its own.
 */
public final class RankingBench {
  private static final int POLL_MILLISECONDS = 200;
  private static final long CHECKPOINT_INTERVAL = 2000;

  private final Path folder;
  private final TopologyOptions options;
  private final int parallelism;
  private final RuntimeExecutionMode mode;

  /** Reads {@code input/} below {@code folder} and writes beside it. */
  public RankingBench(
      Path folder, TopologyOptions options, int parallelism, RuntimeExecutionMode mode) {
    this.folder = folder;
    this.options = options;
    this.parallelism = parallelism;
    this.mode = mode;
  }

  /**
   * What one run took.
   *
   * @param mode {@code streaming}, {@code batch}, or {@code bare} for the bare loops
   * @param lines unique command lines of the measured day, or records read of given events
   * @param parallelism subtasks of each operator
   * @param wallSeconds from the JVM's start
   * @param cpuSeconds of all threads of the JVM, start, compiler and garbage collection included
   * @param peakMemoryMib largest resident set of the process; -1 where the system does not tell
   * @param checkpointMib largest checkpoint; 0 in batch mode
   * @param anomalies written
   */
  public record Measurement(
      String mode,
      long lines,
      int parallelism,
      double wallSeconds,
      double cpuSeconds,
      long peakMemoryMib,
      double checkpointMib,
      long anomalies) {}

  /**
   * Runs the job and measures.
   *
   * @param lines of the measured day where that is known; otherwise the records read are counted
   */
  public Measurement run(OptionalLong lines) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path checkpoints = folder.resolve("checkpoints");
    StreamExecutionEnvironment env = environment(checkpoints);
    FileSource<SourceRecord> source =
        FileSource.forBulkFileFormat(new RecordLinesFormat(), flinkPath(folder.resolve("input")))
            .build();
    new LongtailTopology(source, new FileSinks(flinkPath(out), false), options, mode)
        .buildRanking(env);
    Outcome outcome = await(env, checkpoints);
    return sinceTheStart(
        mode == RuntimeExecutionMode.BATCH ? "batch" : "streaming",
        lines.orElse(outcome.records),
        parallelism,
        outcome.largestCheckpoint / 1048576.0,
        countLines(out.resolve(Output.ANOMALIES.folder())));
  }

  /**
   * Runs the bare loops over the same files, with a thread a file, and measures.
   *
   * @param folder with the files in {@code input/}
   * @param lines of the measured day
   */
  public static Measurement bare(Path folder, long lines) throws IOException, InterruptedException {
    Path input = folder.resolve("input");
    long scored = BareDay.score(input);
    if (scored < lines) {
      throw new InputException("%s: %,d lines, not %,d".formatted(input, scored, lines));
    }
    return sinceTheStart("bare", lines, 0, 0, 0);
  }

  private static Measurement sinceTheStart(
      String what, long lines, int parallelism, double checkpointMib, long anomalies)
      throws IOException {
    return new Measurement(
        what,
        lines,
        parallelism,
        (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1e3,
        processCpuSeconds(),
        peakResidentMib(),
        checkpointMib,
        anomalies);
  }

  private StreamExecutionEnvironment environment(Path checkpoints) {
    StreamExecutionEnvironment env = LocalFlink.pipelined(parallelism);
    if (mode == RuntimeExecutionMode.STREAMING) {
      Configuration config = new Configuration();
      config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
      config.set(
          CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
          ExternalizedCheckpointRetention.DELETE_ON_CANCELLATION);
      env.configure(config);
      env.enableCheckpointing(CHECKPOINT_INTERVAL);
    }
    return env;
  }

  private static org.apache.flink.core.fs.Path flinkPath(Path path) {
    return new org.apache.flink.core.fs.Path(path.toUri());
  }

  /** What the job's end tells: the bytes of its largest checkpoint and the records it read. */
  private record Outcome(long largestCheckpoint, long records) {}

  private static Outcome await(StreamExecutionEnvironment env, Path checkpoints)
      throws InterruptedException {
    long largest = 0;
    try {
      JobClient job = env.executeAsync("longtail bench");
      while (true) {
        try {
          Long records =
              job.getJobExecutionResult()
                  .get(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)
                  .getAccumulatorResult(ProgressCounters.RECORDS);
          return new Outcome(largest, records == null ? 0 : records);
        } catch (TimeoutException running) {
          largest = Math.max(largest, bytesBelow(checkpoints));
        }
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the measured job failed", e);
    }
  }

  /** Bytes of complete checkpoints, of which one is kept; 0 where there is none. */
  private static long bytesBelow(Path folder) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> files = walk.filter(Files::isRegularFile).toList();
      long bytes = 0;
      for (Path file : files) {
        if (Files.exists(file.resolveSibling("_metadata"))) {
          bytes += Files.size(file);
        }
      }
      return bytes;
    } catch (NoSuchFileException | UncheckedIOException replaced) {
      return 0; // by the next checkpoint while it was being looked at
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static double processCpuSeconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  private static long peakResidentMib() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return -1;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    return -1;
  }

  private static long countLines(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      long lines = 0;
      for (Path file : files.filter(f -> !f.getFileName().toString().startsWith(".")).toList()) {
        try (Stream<String> content = Files.lines(file)) {
          lines += content.count();
        }
      }
      return lines;
    }
  }
}
