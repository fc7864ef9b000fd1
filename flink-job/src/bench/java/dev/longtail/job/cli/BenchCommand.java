package dev.longtail.job.cli;

import dev.longtail.job.bench.BenchProcess;
import dev.longtail.job.bench.Overlap;
import dev.longtail.job.bench.RankingBench;
import dev.longtail.job.bench.RankingBench.Measurement;
import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.OptionType;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.Section;
import dev.longtail.job.config.TimeRange;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.graph.Output;
import dev.longtail.job.local.FileTrees;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.training.generate.UniqueTelemetry;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description = "Measures the full scale from JSON to the top k on generated lines.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Each size runs in a JVM of its own, after a warm-up day of 50,000 lines whose model",
      "preselects the candidates of the measured day. CPU seconds are those of the whole process,",
      "the start of the JVM and of Flink included. Results go to stdout as JSON Lines, a table to",
      "stderr."
    })
final class BenchCommand implements Callable<Integer>, OptionFlags.Taker {
  private static final LocalDate WARM_UP_DAY = LocalDate.of(2025, 1, 1);
  private static final long WARM_UP_LINES = 50_000;

  /** In place of a number of lines where the events are given. */
  private static final Long GIVEN = 0L;

  @Option(
      names = "--lines",
      split = ",",
      paramLabel = "N",
      defaultValue = "100000,1000000",
      description = "unique lines of the measured day (default: ${DEFAULT-VALUE})")
  List<Long> lines;

  @Option(
      names = "--input",
      paramLabel = "DIR",
      description = "measure these events instead of generated ones")
  Path events;

  @Option(
      names = "--mode",
      split = ",",
      paramLabel = "MODE",
      defaultValue = "batch",
      converter = ModeReader.class,
      description = "batch, streaming (with checkpoints), or both (default: ${DEFAULT-VALUE})")
  List<Mode> modes;

  @Option(
      names = "--exact",
      description =
          "also rank every line, not only a pool of candidates, and tell how many of the anomalies"
              + " are the same; takes 2 KB of heap a line")
  boolean exact;

  @Option(
      names = "--bare",
      description =
          "also measure bare loops over the same files: read, unescape, features, forest, and"
              + " nothing else")
  boolean bare;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "1g",
      description = "largest heap of a measured JVM (default: ${DEFAULT-VALUE})")
  String heap;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description =
          "where the generated lines go, 300 bytes each; they stay there and are used again"
              + " (default: a temporary folder)")
  Path workDir;

  @Option(names = "--run", hidden = true, description = "measure this folder in this JVM")
  Path measured;

  @Option(names = "--run-bare", hidden = true, description = "measure the bare loops in this JVM")
  boolean bareRun;

  @Option(names = "--rank-all", hidden = true, description = "let the pool hold every line")
  boolean rankAll;

  private final OptionFlags flags =
      OptionFlags.of(Section.JOB).without(Catalogue.FROM, Catalogue.TO);

  @Spec CommandSpec spec;

  @Override
  public OptionFlags flags() {
    return flags;
  }

  enum Mode {
    BATCH,
    STREAMING;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reads a mode as every other word of the command line is read. */
  static final class ModeReader implements ITypeConverter<Mode> {
    @Override
    public Mode convert(String text) {
      return OptionValues.read(OptionType.oneOf(Mode.class), text);
    }
  }

  @Override
  public Integer call() throws Exception {
    LongtailOptions job = flags.options(flags.reader(), Purpose.ANY);
    int parallelism = job.parallelism().orElseGet(LocalFlink::usualParallelism);
    if (measured != null && bareRun) {
      System.out.println(Json.line(RankingBench.bare(measured, last(lines))));
      return 0;
    }
    if (measured != null) {
      RuntimeExecutionMode mode = RuntimeExecutionMode.valueOf(last(modes).name());
      RankingBench bench = new RankingBench(measured, measured(job.topology()), parallelism, mode);
      OptionalLong known = events == null ? OptionalLong.of(last(lines)) : OptionalLong.empty();
      System.out.println(Json.line(bench.run(known)));
      return 0;
    }
    if (bare && events != null) {
      throw new InputException("--bare: the bare loops read generated lines alone, not --input");
    }
    Path folder = workDir == null ? Files.createTempDirectory("longtail-bench") : workDir;
    List<Measurement> results = new ArrayList<>();
    for (long size : events == null ? lines : List.of(GIVEN)) {
      Path input = Files.createDirectories(folder.resolve(size + "-lines"));
      if (events == null) {
        generate(size, input.resolve("input"), parallelism);
      } else {
        Files.deleteIfExists(input.resolve("input"));
        Files.createSymbolicLink(input.resolve("input"), events.toRealPath());
      }
      for (Mode mode : modes) {
        results.add(measure(size, mode, input));
        System.out.println(Json.line(last(results)));
      }
      if (bare) {
        System.err.printf("bare loops, %,d lines%n", size);
        results.add(run(heap, size, input, "--run-bare"));
        System.out.println(Json.line(last(results)));
      }
      if (exact) {
        compareWithExact(size, last(results).lines(), input);
      }
      if (workDir == null) {
        FileTrees.delete(input);
      }
    }
    if (workDir == null) {
      FileTrees.delete(folder);
    }
    System.err.print(BenchTable.of(results));
    return 0;
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  private TopologyOptions measured(TopologyOptions options) {
    TopologyOptions ranked = rankAll ? options.with(options.ranking().ofAll()) : options;
    return events == null
        ? ranked.with(new TimeRange(millis(WARM_UP_DAY), millis(WARM_UP_DAY.plusDays(2))))
        : ranked;
  }

  private static long millis(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  private static void generate(long size, Path input, int parallelism) throws IOException {
    if (Files.exists(input)) {
      return;
    }
    System.err.printf("generating %,d lines%n", size + WARM_UP_LINES);
    Path draft = input.resolveSibling("draft");
    FileTrees.delete(draft);
    Files.createDirectories(draft);
    UniqueTelemetry telemetry = new UniqueTelemetry(1);
    List<Path> files =
        IntStream.range(0, parallelism)
            .mapToObj(part -> draft.resolve("part-" + part + ".jsonl"))
            .toList();
    telemetry.append(WARM_UP_DAY, WARM_UP_LINES, files);
    telemetry.append(WARM_UP_DAY.plusDays(1), size, files);
    Files.move(draft, input);
  }

  private Measurement measure(long size, Mode mode, Path folder)
      throws IOException, InterruptedException {
    System.err.println(
        mode.label() + ", " + (events == null ? "%,d lines".formatted(size) : events));
    return run(heap, size, folder, "--mode", mode.label());
  }

  private Measurement run(String runHeap, long size, Path folder, String... more)
      throws IOException, InterruptedException {
    FileTrees.delete(folder.resolve("out"));
    List<String> arguments = new ArrayList<>(spec.commandLine().getParseResult().originalArgs());
    arguments.addAll(List.of("--run", folder.toString(), "--lines", Long.toString(size)));
    arguments.addAll(List.of(more));
    return new BenchProcess(Longtail.class, runHeap).run(arguments);
  }

  private void compareWithExact(long size, long ranked, Path folder)
      throws IOException, InterruptedException {
    System.err.println("exact");
    Path bounded = folder.resolve("bounded");
    FileTrees.delete(bounded);
    Files.move(folder.resolve("out"), bounded);
    long heapMib = 1024 + ranked / 512;
    Measurement unused =
        run(heapMib + "m", size, folder, "--mode", Mode.BATCH.label(), "--rank-all");
    String anomalies = Output.ANOMALIES.folder();
    Overlap overlap =
        Overlap.of(bounded.resolve(anomalies), folder.resolve("out").resolve(anomalies));
    System.out.println(Json.line(overlap));
    System.err.printf(
        "of the top k, %.1f %% are the same as if all were ranked; in the window with fewest %.1f"
            + " %%%n",
        100 * overlap.share(), 100 * overlap.least());
  }
}
